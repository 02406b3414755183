// Command renmian is the whole system in one program: `renmian help` lists what it does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"renmian/internal/config"
	"renmian/internal/errs"
)

// call is one use of a command.
type call struct {
	config.Config
	args []string
	out  io.Writer
}

type command struct {
	name, args, help string
	run              func(ctx context.Context, c call) error
}

func commands() []command {
	return []command{
		{"serve", "", "启动服务，Ctrl-C 停止", serve},
		{"migrate", "up | down [步数] | version", "升级或回退表结构，查看版本", migrateSchema},
		{"seed", "", "向空数据库载入演示县“示例县”", seed},
		{"admin", "create 用户名 姓名 [角色] | reset 用户名", "建立首批管理账号（admin、security、auditor）；重置密码", admin},
		{"verify", "audit [树头文件] | ballots 票箱文件 [校验码]", "核验审计日志未被改动；监票人离线重新计票", verify},
		{"backup", "文件.zip", "把全部数据备份到一个文件", backup},
		{"restore", "文件.zip", "把备份恢复到空数据库", restore},
		{"help", "", "显示本说明", help},
		{"version", "", "显示程序版本", version},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second Ctrl-C ends at once, but not one that comes with the first: some parents signal twice.
	context.AfterFunc(ctx, func() { time.AfterFunc(time.Second, stop) })
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run carries out one command line and returns the exit code: 2 for a wrong call, 1 for a failure.
func run(ctx context.Context, args []string, getenv func(string) string, out, problems io.Writer) int {
	name := "help"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if name == "-h" || name == "-help" || name == "--help" {
		name = "help"
	}
	for _, cmd := range commands() {
		if cmd.name != name {
			continue
		}
		cfg, rest, err := config.Load(args, getenv)
		if name == "help" || name == "version" { // of use while the configuration is wrong, too
			err = nil
		}
		if err != nil {
			fmt.Fprintln(problems, err)
			return 2
		}
		slog.SetDefault(slog.New(logHandler(cfg, problems)))
		err = cmd.run(ctx, call{cfg, rest, out})
		switch {
		case err == nil || errors.Is(err, context.Canceled) && ctx.Err() != nil:
			return 0
		case errors.Is(err, errUsage):
			fmt.Fprintf(problems, "用法：renmian %s [参数] %s\n", cmd.name, cmd.args)
			return 2
		}
		fmt.Fprintln(problems, "renmian "+cmd.name+"："+told(err))
		return 1
	}
	fmt.Fprintf(problems, "没有“%s”这个命令。运行 renmian help 查看说明。\n", name)
	return 2
}

var errUsage = errors.New("wrong arguments")

// told prefers the sentence meant for a person.
func told(err error) string {
	if text := errs.Message(err); text != "" {
		return text
	}
	return err.Error()
}

func logHandler(cfg config.Config, w io.Writer) slog.Handler {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogJSON {
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

func help(_ context.Context, c call) error {
	fmt.Fprint(c.out, "任免 renmian：县级人大常委会人事任免系统\n\n用法：renmian 命令 [参数]\n\n命令：\n")
	for _, cmd := range commands() {
		fmt.Fprintf(c.out, "  %-8s %-45s %s\n", cmd.name, cmd.args, cmd.help)
	}
	fmt.Fprint(c.out, "\n环境变量（也可写成参数，如 LISTEN_ADDR 写成 -listen-addr；参数优先）：\n", config.Help())
	return nil
}

func version(_ context.Context, c call) error {
	revision, at := "", ""
	info, _ := debug.ReadBuildInfo()
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.time":
			at = s.Value
		}
	}
	fmt.Fprintln(c.out, "renmian", info.Main.Version, revision, at, info.GoVersion)
	return nil
}
