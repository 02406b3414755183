package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Settings are the limits of sign-in and of what is kept of a ballot (运行设置).
type Settings struct {
	Idle            time.Duration // a session ends after this long without use
	Absolute        time.Duration // and after this long in any case
	ComplexPassword bool          // asks for three kinds of characters, as GB/T 22239 inspections expect
	PasswordDays    int           // a password must be changed after so many days; 0 means never
	SeatSignIn      bool          // signing in at the seat is the member's attendance (席位签到)
	KeepTokens      time.Duration // what proves the ballots of a box is kept this long for objections (票据保管期)
}

// DefaultSettings hold until the county sets its own.
var DefaultSettings = Settings{
	Idle: 30 * time.Minute, Absolute: 12 * time.Hour, SeatSignIn: true, KeepTokens: 30 * 24 * time.Hour,
}

// Settings returns the settings in force.
func (r reads) Settings(ctx context.Context) (Settings, error) {
	rows, err := r.q.Query(ctx, `SELECT key, value FROM setting`)
	if err != nil {
		return Settings{}, fmt.Errorf("settings: %w", err)
	}
	s := DefaultSettings
	var key, value string
	_, err = pgx.ForEachRow(rows, []any{&key, &value}, func() error {
		switch n, _ := strconv.Atoi(value); key {
		case "idle_minutes":
			s.Idle = time.Duration(n) * time.Minute
		case "absolute_hours":
			s.Absolute = time.Duration(n) * time.Hour
		case "complex_password":
			s.ComplexPassword = value == "true"
		case "password_days":
			s.PasswordDays = n
		case "seat_sign_in":
			s.SeatSignIn = value == "true"
		case "keep_token_days":
			s.KeepTokens = time.Duration(n) * 24 * time.Hour
		}
		return nil
	})
	if err != nil {
		return Settings{}, fmt.Errorf("settings: %w", err)
	}
	return s, nil
}

// SaveSettings replaces the settings.
func (tx *Tx) SaveSettings(ctx context.Context, s Settings) error {
	return tx.saveSettings(ctx, map[string]string{
		"idle_minutes":     strconv.Itoa(int(s.Idle / time.Minute)),
		"absolute_hours":   strconv.Itoa(int(s.Absolute / time.Hour)),
		"complex_password": strconv.FormatBool(s.ComplexPassword),
		"password_days":    strconv.Itoa(s.PasswordDays),
		"seat_sign_in":     strconv.FormatBool(s.SeatSignIn),
		"keep_token_days":  strconv.Itoa(int(s.KeepTokens / (24 * time.Hour))),
	})
}

func (tx *Tx) saveSettings(ctx context.Context, values map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(values)) { // in one order, so that two changes cannot deadlock
		err := tx.exec(ctx, "save setting "+key, `
			INSERT INTO setting (key, value) VALUES ($1, $2)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, values[key])
		if err != nil {
			return err
		}
	}
	return nil
}
