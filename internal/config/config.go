// Package config reads the environment and the command line's flags into one Config, and reports
// every mistake in them at once. Only cmd/renmian imports it.
package config

import (
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Config is how one process runs.
type Config struct {
	ListenAddr       string
	DataDir          string // absolute
	KeysDir          string // absolute
	BoxesDir         string // absolute; empty: chosen at start
	DatabaseURL      string // empty: the private PostgreSQL in DataDir
	OwnerDatabaseURL string // the schema's owner; DatabaseURL where not given
	AutoMigrate      bool
	Demo             bool
	PublicURL        *url.URL // nil: not given
	TLS              *tls.Config
	PGBin            string
	LogLevel         slog.Level
	LogJSON          bool
	DrainTime        time.Duration
}

// setting is one variable: its name in the environment, how it is explained, and how it is read.
type setting struct {
	name, standard, help string
	read                 func(c *Config, value string) error
}

// flagName is the variable's name as a flag: LISTEN_ADDR is -listen-addr.
func (s setting) flagName() string { return strings.ToLower(strings.ReplaceAll(s.name, "_", "-")) }

var settings = []setting{
	{"LISTEN_ADDR", "127.0.0.1:8080", "监听地址，主机:端口；0.0.0.0:8080 表示所有网卡", readListenAddr},
	{"PUBLIC_URL", "", "用户所见的网址，如 https://rm.example.gov.cn，用于公告订阅和打印件上的链接", readPublicURL},
	{"DATA_DIR", "var", "数据目录：自带数据库、密钥", func(c *Config, v string) (err error) {
		c.DataDir, err = filepath.Abs(v)
		return err
	}},
	{"KEYS_DIR", "", "密钥目录，默认为数据目录下的 keys；多台服务器须共用同一套密钥", func(c *Config, v string) (err error) {
		if v != "" {
			c.KeysDir, err = filepath.Abs(v)
		}
		return err
	}},
	{"BOXES_DIR", "", "电子表决票箱密钥的目录，默认在内存盘（/run、/dev/shm）；密钥断电即失，须重新表决；多台服务器须共用", func(c *Config, v string) (err error) {
		if v != "" {
			c.BoxesDir, err = filepath.Abs(v)
		}
		return err
	}},
	{"DATABASE_URL", "", "PostgreSQL 15 以上的连接地址；不填则在数据目录内运行自带的 PostgreSQL", func(c *Config, v string) error {
		c.DatabaseURL = v
		return checkDatabaseURL(v)
	}},
	{"OWNER_DATABASE_URL", "", "表结构所有者的连接地址，用于升级表结构、备份和恢复；默认同 DATABASE_URL", func(c *Config, v string) error {
		c.OwnerDatabaseURL = v
		return checkDatabaseURL(v)
	}},
	{"AUTO_MIGRATE", "1", "启动时自动升级表结构；0 表示由管理员另行执行 renmian migrate up", func(c *Config, v string) error {
		return readSwitch(&c.AutoMigrate, v)
	}},
	{"DEMO", "0", "1 表示向空数据库载入演示县“示例县”", func(c *Config, v string) error { return readSwitch(&c.Demo, v) }},
	{"TLS_CERT", "", "HTTPS 证书文件（PEM，含中间证书），与 TLS_KEY 一并填写", nil},
	{"TLS_KEY", "", "HTTPS 私钥文件（PEM）", nil},
	{"PG_BIN", "", "PostgreSQL 程序（postgres、initdb）所在目录；不填则自动查找", func(c *Config, v string) error {
		c.PGBin = v
		return nil
	}},
	{"LOG_LEVEL", "info", "日志级别：debug、info、warn、error", func(c *Config, v string) error {
		if c.LogLevel.UnmarshalText([]byte(v)) != nil {
			return fmt.Errorf("应为 debug、info、warn 或 error")
		}
		return nil
	}},
	{"LOG_FORMAT", "text", "日志格式：text 或 json", func(c *Config, v string) error {
		if c.LogJSON = v == "json"; !c.LogJSON && v != "text" {
			return fmt.Errorf("应为 text 或 json")
		}
		return nil
	}},
	{"DRAIN_TIME", "10s", "停止时等待进行中请求的时间，如 10s", func(c *Config, v string) (err error) {
		if c.DrainTime, err = time.ParseDuration(v); err != nil || c.DrainTime < 0 {
			return fmt.Errorf("应为时长，如 10s")
		}
		return nil
	}},
}

// Mistakes lists everything that is wrong with the configuration, one sentence each.
type Mistakes []string

func (m Mistakes) Error() string {
	return "配置有误，请逐项改正后再启动：\n  " + strings.Join(m, "\n  ")
}

// Load reads flags, which win, and the environment; it returns the arguments after the flags.
func Load(args []string, getenv func(string) string) (Config, []string, error) {
	var wrong Mistakes
	flags := flag.NewFlagSet("renmian", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	values := map[string]*string{}
	for _, s := range settings {
		value := getenv(s.name)
		if value == "" {
			value = s.standard
		}
		values[s.name] = flags.String(s.flagName(), value, s.help)
	}
	if err := flags.Parse(args); err != nil {
		wrong = append(wrong, fmt.Sprintf("参数有误：%v。运行 renmian help 查看全部参数", err))
	}

	var c Config
	for _, s := range settings {
		if s.read == nil {
			continue
		}
		if err := s.read(&c, *values[s.name]); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s（%s）：%v", s.name, shown(s.name, *values[s.name]), err))
		}
	}
	if c.KeysDir == "" {
		c.KeysDir = filepath.Join(c.DataDir, "keys")
	}
	if c.OwnerDatabaseURL == "" {
		c.OwnerDatabaseURL = c.DatabaseURL
	} else if c.DatabaseURL == "" {
		wrong = append(wrong, "OWNER_DATABASE_URL：只在填写了 DATABASE_URL 时使用，请一并填写 DATABASE_URL")
	}
	if err := c.readTLS(*values["TLS_CERT"], *values["TLS_KEY"]); err != nil {
		wrong = append(wrong, err.Error())
	}
	if len(wrong) > 0 {
		return Config{}, nil, wrong
	}
	return c, flags.Args(), nil
}

// shown keeps a password in a database address out of the message.
func shown(name, value string) string {
	if strings.HasSuffix(name, "DATABASE_URL") {
		return "已填写"
	}
	return value
}

func (c *Config) readTLS(cert, key string) error {
	if cert == "" && key == "" {
		return nil
	}
	if cert == "" || key == "" {
		return fmt.Errorf("TLS_CERT、TLS_KEY：须同时填写，或同时留空（由前置代理提供 HTTPS）")
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("TLS_CERT、TLS_KEY（%s，%s）：%v", cert, key, err)
	}
	c.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	return nil
}

func readListenAddr(c *Config, v string) error {
	c.ListenAddr = v
	_, port, err := net.SplitHostPort(v)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		return fmt.Errorf("应为 主机:端口，如 127.0.0.1:8080")
	}
	return nil
}

func readPublicURL(c *Config, v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return fmt.Errorf("应为 http:// 或 https:// 开头、不带路径的网址，如 https://rm.example.gov.cn")
	}
	c.PublicURL = &url.URL{Scheme: u.Scheme, Host: u.Host}
	return nil
}

func checkDatabaseURL(v string) error {
	if v == "" {
		return nil
	}
	if _, err := pgxpool.ParseConfig(v); err != nil { // its message leaves the password out
		return fmt.Errorf("不是 PostgreSQL 连接地址，应形如 postgres://用户:密码@主机:5432/库名（%v）", err)
	}
	return nil
}

func readSwitch(to *bool, v string) error {
	on, err := strconv.ParseBool(v)
	if err != nil {
		return fmt.Errorf("应为 1（是）或 0（否）")
	}
	*to = on
	return nil
}

// Help explains every variable, one a line.
func Help() string {
	var b strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&b, "  %-20s %s", s.name, s.help)
		if s.standard != "" {
			fmt.Fprintf(&b, "（默认 %s）", s.standard)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
