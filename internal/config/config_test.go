package config

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestLoadStandards(t *testing.T) {
	c, rest, err := Load(nil, environment())
	if err != nil {
		t.Fatal(err)
	}
	if len(rest) != 0 || c.ListenAddr != "127.0.0.1:8080" || c.Demo || !c.AutoMigrate || c.DatabaseURL != "" ||
		c.PublicURL != nil || c.TLS != nil || c.LogLevel != slog.LevelInfo || c.LogJSON || c.DrainTime != 10*time.Second {
		t.Errorf("Load() = %+v, %q; want the documented standards", c, rest)
	}
	if !filepath.IsAbs(c.DataDir) || c.KeysDir != filepath.Join(c.DataDir, "keys") {
		t.Errorf("data in %s, keys in %s; want absolute folders, the keys within the data", c.DataDir, c.KeysDir)
	}
}

func TestLoadFlagsWin(t *testing.T) {
	c, rest, err := Load([]string{"-listen-addr", ":9000", "-demo=1", "down", "1"},
		environment("LISTEN_ADDR", ":8000", "LOG_LEVEL", "warn", "DATABASE_URL", "postgres://app@db/renmian"))
	if err != nil {
		t.Fatal(err)
	}
	if c.ListenAddr != ":9000" || !c.Demo || c.LogLevel != slog.LevelWarn {
		t.Errorf("Load = %+v; want flags over the environment over standards", c)
	}
	if c.OwnerDatabaseURL != c.DatabaseURL {
		t.Errorf("owner's address %q; want that of the application", c.OwnerDatabaseURL)
	}
	if strings.Join(rest, " ") != "down 1" {
		t.Errorf("arguments left: %q; want down 1", rest)
	}
}

func TestLoadMistakes(t *testing.T) {
	for _, tt := range []struct{ name, value string }{
		{"LISTEN_ADDR", "8080"},
		{"LISTEN_ADDR", "localhost:http"},
		{"LISTEN_ADDR", ":70000"},
		{"PUBLIC_URL", "rm.example.gov.cn"},
		{"PUBLIC_URL", "https://rm.example.gov.cn/path"},
		{"DATABASE_URL", "mysql://x"},
		{"OWNER_DATABASE_URL", "postgres://owner@db/renmian"},
		{"AUTO_MIGRATE", "perhaps"},
		{"DEMO", "yes please"},
		{"TLS_CERT", "cert.pem"},
		{"TLS_KEY", "key.pem"},
		{"LOG_LEVEL", "loud"},
		{"LOG_FORMAT", "xml"},
		{"DRAIN_TIME", "-1s"},
	} {
		_, _, err := Load(nil, environment(tt.name, tt.value))
		if err == nil || !strings.Contains(err.Error(), tt.name) {
			t.Errorf("%s=%s: error %v; want one that names the variable", tt.name, tt.value, err)
		}
	}
}

func TestLoadTellsAllMistakesAtOnce(t *testing.T) {
	_, _, err := Load([]string{"-no-such-flag"},
		environment("LISTEN_ADDR", "x", "LOG_LEVEL", "x", "TLS_CERT", "none.pem", "TLS_KEY", "none.pem"))
	wrong, _ := err.(Mistakes)
	if len(wrong) != 4 {
		t.Errorf("%d mistakes: %v; want 4", len(wrong), err)
	}
}

func TestLoadHidesPasswords(t *testing.T) {
	_, _, err := Load(nil, environment("DATABASE_URL", "postgres://app:geheim@db:port/renmian"))
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("error %v; want one without the password", err)
	}
}

func TestHelpNamesEverySetting(t *testing.T) {
	for _, s := range settings {
		if !strings.Contains(Help(), s.name) || s.help == "" {
			t.Errorf("help does not explain %s", s.name)
		}
	}
}
