package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/demo"
	"renmian/internal/postgres"
)

// seed loads the demonstration county into the configured database, which must be empty.
func seed(ctx context.Context, c call) error {
	if len(c.args) > 0 {
		return errUsage
	}
	return withSystem(ctx, c, func(s system) error {
		switch state, err := demo.StateOf(ctx, s.db); {
		case err != nil:
			return err
		case state == demo.Loaded:
			return errors.New("演示县已经载入，无须再办")
		case state == demo.InUse:
			return errors.New("数据库中已有资料，不能载入演示县；请另用一个空数据库")
		}
		return c.loadDemo(ctx, s)
	})
}

// loadDemo loads the demonstration county unless the database holds something already. What an
// interrupted loading left, which nobody could sign in to, is cleared away first.
func (c call) loadDemo(ctx context.Context, s system) error {
	state, err := demo.StateOf(ctx, s.db)
	if err != nil {
		return err
	}
	switch state {
	case demo.Loaded, demo.InUse:
		return nil
	case demo.Unfinished:
		if err := errors.Join(postgres.MigrateDown(ctx, s.owner, 0), postgres.Migrate(ctx, s.owner)); err != nil {
			return fmt.Errorf("清除未载完的演示县：%w", err)
		}
		s.pool.Reset()
	}
	fmt.Fprintln(c.out, "正在载入演示县“示例县”，约需数秒……")
	began := time.Now()
	if err := demo.Load(ctx, s.db, s.keys); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "演示县已载入，用时 %s。账号见登录页，密码都是 %s\n", time.Since(began).Round(100*time.Millisecond), demo.Password)
	return c.writeSamples(calendar.Of(s.db.Now()))
}

// writeSamples puts the files a newcomer may begin with where they are easily found.
func (c call) writeSamples(today calendar.Day) error {
	files, err := demo.Samples(today)
	if err != nil {
		return err
	}
	folder := filepath.Join(c.DataDir, "samples")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("样例审批表：%w", err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o644); err != nil {
			return fmt.Errorf("样例审批表：%w", err)
		}
	}
	fmt.Fprintf(c.out, "样例审批表（.lrmx）在 %s\n", folder)
	return nil
}
