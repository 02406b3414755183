package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"renmian/internal/demo"
	"renmian/internal/server"
)

// windows are the browsers of the page on which one person tries a vote.
var windows = []server.Window{
	{Title: "会务控制台", Who: "会务人员", As: "operator", Page: "console", Wide: true},
	{Title: "大屏", Who: "会议厅", Page: "/hall/" + demo.Screen, Wide: true},
	{Title: "主持人", Who: "主任", As: "chair", Page: "script"},
	{Title: "席位一", Who: "组成人员、监票人", As: "member10", Page: "/seat"},
	{Title: "席位二", Who: "组成人员、监票人", As: "member15", Page: "/seat"},
	{Title: "席位三", Who: "组成人员", As: "member03", Page: "/seat"},
	{Title: "结果办理", Who: "选任联工委", As: "clerk", Page: "outcome", Wide: true},
}

// nearby listens for a window: above the site's own port, so that windows that stand open find their server
// again after a restart, and what a browser keeps for them is still theirs; on any port where that one is taken.
func nearby(site net.Listener, n int) (net.Listener, error) {
	if own, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", site.Addr().(*net.TCPAddr).Port+1000+n)); err == nil {
		return own, nil
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// rehearse serves the windows of the rehearsal page beside the site, on ports of this machine's own
// address only, and lets the other members vote by themselves. It does so for the demonstration county
// alone, and not where people come over TLS: there the county is shown to others.
func (c call) rehearse(ctx context.Context, s system, conf *server.Config, listener net.Listener) (stop func(), err error) {
	state, err := demo.StateOf(ctx, s.db)
	if err != nil || state != demo.Loaded || c.secure() {
		return func() {}, err
	}
	var running []*http.Server
	var sites []*server.Server
	stop = func() {
		for _, w := range running {
			_ = w.Close()
		}
		for _, x := range sites {
			x.Close()
		}
	}
	var held []string
	for n, w := range windows {
		own, err := nearby(listener, n)
		if err != nil {
			stop()
			return func() {}, fmt.Errorf("open a window of the rehearsal: %w", err)
		}
		w.Port, w.PagePort = own.Addr().(*net.TCPAddr).Port, listener.Addr().(*net.TCPAddr).Port
		held = append(held, w.As)
		site := server.New(server.Config{DB: s.db, Flow: s.flow, Pool: s.pool, Window: &w})
		web := server.HTTPServer(site.Handler())
		go func() { _ = web.Serve(own) }() // ends with Close
		running, sites = append(running, web), append(sites, site)
		conf.Windows = append(conf.Windows, w)
	}
	conf.VotersSince = s.db.Now()
	go demo.Voters(ctx, s.db, s.flow, held, time.Second)
	return stop, nil
}
