package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/postgres"
	"renmian/internal/workflow"
)

func migrateSchema(ctx context.Context, c call) error {
	if len(c.args) == 0 {
		return errUsage
	}
	data, err := openDatabase(ctx, c.Config)
	if err != nil {
		return err
	}
	defer data.close()
	switch verb := c.args[0]; {
	case verb == "up" && len(c.args) == 1:
		err = postgres.Migrate(ctx, data.owner)
	case verb == "down" && len(c.args) <= 2:
		steps := 1
		if len(c.args) == 2 {
			if steps, err = strconv.Atoi(c.args[1]); err != nil || steps < 1 {
				return errUsage
			}
		}
		err = postgres.MigrateDown(ctx, data.owner, steps)
	case verb == "version" && len(c.args) == 1:
	default:
		return errUsage
	}
	if err != nil {
		return err
	}
	v, err := postgres.SchemaVersion(ctx, data.owner)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "表结构版本：%d\n", v)
	return nil
}

func admin(ctx context.Context, c call) error {
	switch {
	case len(c.args) >= 3 && len(c.args) <= 4 && c.args[0] == "create":
		form := workflow.AccountForm{Username: c.args[1], Name: c.args[2], Roles: []authz.Role{authz.RoleAdmin}}
		if len(c.args) == 4 {
			form.Roles = []authz.Role{authz.Role(c.args[3])}
		}
		if !form.Roles[0].Exclusive() {
			return errors.New("命令行只建立 admin（系统管理员）、security（安全管理员）、auditor（安全审计员）账号；其他账号由系统管理员在页面上建立")
		}
		return withSystem(ctx, c, func(s system) error {
			_, password, err := s.flow.CreateAccount(ctx, authz.System, form)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "已建立%s账号 %s。首次登录密码：%s（登录后须立即修改）\n", form.Roles[0].Label(), form.Username, password)
			return nil
		})
	case len(c.args) == 2 && c.args[0] == "reset":
		return withSystem(ctx, c, func(s system) error {
			account, err := s.db.AccountByUsername(ctx, c.args[1])
			if err != nil {
				return err
			}
			password, err := s.flow.ResetPassword(ctx, authz.System, account.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "已重置账号 %s 的密码：%s（登录后须立即修改）\n", account.Username, password)
			return nil
		})
	}
	return errUsage
}

func backup(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	data, err := openDatabase(ctx, c.Config)
	if err != nil {
		return err
	}
	defer data.close()
	file, err := os.OpenFile(c.args[0]+".part", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	made, err := postgres.Backup(ctx, data.owner, file)
	if errors.Is(err, postgres.ErrVoting) {
		return errors.Join(errs.New(errs.Conflict, "正在进行电子表决，票箱尚未封存，现在不能备份。请在表决结束后再备份。"), file.Close())
	}
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), c.args[0]); err != nil { // never over an earlier backup
		return err
	}
	printManifest(c, "已备份", made)
	fmt.Fprintf(c.out, "密钥不在备份之中，请另行妥善保存：%s\n", c.KeysDir)
	return nil
}

func restore(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	file, err := os.Open(c.args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	data, err := openDatabase(ctx, c.Config)
	if err != nil {
		return err
	}
	defer data.close()
	made, err := postgres.Restore(ctx, data.owner, file, info.Size())
	if err != nil {
		return err
	}
	printManifest(c, "已恢复", made)
	fmt.Fprintf(c.out, "请把备份时另存的密钥放回：%s\n", c.KeysDir)
	return nil
}

func printManifest(c call, what string, m postgres.Manifest) {
	var rows int64
	for t := range slices.Values(m.Tables) {
		rows += t.Rows
	}
	fmt.Fprintf(c.out, "%s：%s，%d 张表，%d 行，表结构版本 %d，文件 %s\n",
		what, m.Made.Format(time.DateTime), len(m.Tables), rows, m.Schema, c.args[0])
}
