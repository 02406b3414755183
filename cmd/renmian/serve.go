package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"renmian/internal/server"
)

// serve answers requests until the process is told to stop.
func serve(ctx context.Context, c call) error {
	if len(c.args) > 0 {
		return errUsage
	}
	if err := forbidDumps(); err != nil { // one would hold the keys of ballot boxes
		return fmt.Errorf("forbid core dumps: %w", err)
	}
	listener, err := net.Listen("tcp", c.ListenAddr) // first: an address in use is told at once
	if err != nil {
		return err
	}
	defer listener.Close()
	return withSystem(ctx, c, func(s system) error {
		if c.Demo {
			if err := c.loadDemo(ctx, s); err != nil {
				return err
			}
		}
		if err := s.flow.AdoptDefaultPolicy(ctx); err != nil {
			return err
		}
		for _, risk := range s.flow.KeyRisks() {
			slog.Warn("electronic votes: " + risk)
		}
		var background sync.WaitGroup
		defer background.Wait()
		working, end := context.WithCancel(ctx)
		defer end()
		background.Go(func() { s.flow.RunAudit(working) })
		background.Go(func() { s.flow.RunBallots(working) })
		background.Go(func() { s.flow.RunExams(working) })
		background.Go(func() { s.flow.RunPublications(working) })

		conf := server.Config{DB: s.db, Flow: s.flow, Pool: s.pool, Secure: c.secure()}
		if c.PublicURL != nil {
			conf.Address = c.PublicURL.String()
		}
		stop, err := c.rehearse(working, s, &conf, listener)
		if err != nil {
			return err
		}
		defer stop()
		site := server.New(conf)
		defer site.Close()
		fmt.Fprintf(c.out, "任免系统已启动：%s（Ctrl-C 停止）\n", c.address(listener.Addr()))
		web := server.HTTPServer(site.Handler())
		web.RegisterOnShutdown(site.EndStreams) // else the requests in hand would never finish
		return c.listen(ctx, listener, web)
	})
}

// secure reports whether people reach the server over TLS, its own or a proxy's.
func (c call) secure() bool {
	return c.TLS != nil || c.PublicURL != nil && c.PublicURL.Scheme == "https"
}

// address is what a person types into a browser.
func (c call) address(bound net.Addr) string {
	if c.PublicURL != nil {
		return c.PublicURL.String()
	}
	scheme, host := "http", "localhost"
	if c.TLS != nil {
		scheme = "https"
	}
	tcp := bound.(*net.TCPAddr)
	if !tcp.IP.IsLoopback() && !tcp.IP.IsUnspecified() {
		host = tcp.IP.String()
	}
	return scheme + "://" + net.JoinHostPort(host, fmt.Sprint(tcp.Port))
}

// listen serves until ctx ends, then lets the requests in hand finish.
func (c call) listen(ctx context.Context, listener net.Listener, web *http.Server) error {
	web.TLSConfig = c.TLS
	web.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug) // its lines name the other side's address, a voter's perhaps
	ended := make(chan error, 1)
	go func() {
		if c.TLS != nil {
			ended <- web.ServeTLS(listener, "", "")
		} else {
			ended <- web.Serve(listener)
		}
	}()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	slog.Info("stopping", "drain", c.DrainTime)
	if c.DrainTime == 0 { // what is in hand is cut off as asked, which is no failure
		return web.Close()
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.DrainTime)
	defer cancel()
	if err := web.Shutdown(drain); err != nil {
		return errors.Join(fmt.Errorf("requests still in hand after %s: %w", c.DrainTime, err), web.Close())
	}
	return nil
}
