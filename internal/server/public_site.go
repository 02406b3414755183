package server

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/ui"
)

// publicModules is the navigation of the public site.
var publicModules = []ui.Link{{Label: "首页", Href: "/"}, {Label: noticeColumn, Href: "/notices"}, {Label: "任职人员", Href: "/offices"},
	{Label: "履职监督", Href: "/results"}, publicPlansCrumb, {Label: "法规与办法", Href: "/rules"}, {Label: "数据开放", Href: "/data"}}

func publicNavigation(path string) []ui.Link {
	links := make([]ui.Link, len(publicModules))
	for i, l := range publicModules {
		l.Current = path == l.Href || l.Href != "/" && strings.HasPrefix(path, l.Href+"/")
		links[i] = l
	}
	return links
}

// base is the address of the site as its readers see it.
func (s *Server) base(r *http.Request) string {
	switch {
	case s.address != "":
		return s.address
	case s.secure:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// siteMeta are the tags that every page of a column carries 〔政府网站发展指引〕.
func (s *Server) siteMeta(r *http.Request, column string) []ui.Meta {
	county, err := s.db.County(r.Context())
	if err != nil {
		return nil // the frame has logged it
	}
	_, host, _ := strings.Cut(s.base(r), "://")
	meta := []ui.Meta{{Name: "SiteName", Content: county.Short()}, {Name: "SiteDomain", Content: host}, {Name: "ColumnName", Content: column},
		{Name: "ColumnType", Content: "人事任免"}}
	if county.SiteCode != "" {
		meta = append(meta, ui.Meta{Name: "SiteIDCode", Content: county.SiteCode})
	}
	return meta
}

// kept is an answer held back until it is known whether others may have it.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }

// publicCaching lets browsers ask each time whether a page has changed, and networks in front of the site
// answer for it a minute long.
const publicCaching = "public, max-age=0, s-maxage=60"

// publicParameters are what the addresses of public pages may carry; anything else is no part of a page.
var publicParameters = map[string][]string{
	"/notices": {"q", "meeting", "year", "before"},
	"/results": {"q", "before"},
	"/offices": {"on"},
	"/pledges": {"q", "before"},
}

// pageKeyOf returns the key of a page. Equal pages have one, however their address is written.
func (s *Server) pageKeyOf(r *http.Request) pageKey {
	k := pageKey{path: r.URL.Path, display: displayOf(r)}
	if s.address == "" { // pages name the site as it was asked for
		k.host = r.Host
	}
	if r.URL.RawQuery != "" {
		names := publicParameters[r.URL.Path]
		if strings.HasSuffix(r.URL.Path, "/print") {
			names = []string{"form"} // the same paper as a file
		}
		if names != nil {
			given, q := r.URL.Query(), url.Values{}
			for _, name := range names {
				if v := strings.TrimSpace(given.Get(name)); v != "" {
					q.Set(name, v)
				}
			}
			k.query = q.Encode()
		}
	}
	return k
}

// fromCache sends a page that is kept, past every middleware: its headers were kept with it.
func (s *Server) fromCache(w http.ResponseWriter, r *http.Request) bool {
	if s.window != nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	p := s.pages.get(s.pageKeyOf(r))
	if p == nil {
		return false
	}
	p.serve(w, r)
	return true
}

// cacheable keeps the pages that everybody sees alike, but for the choice of the display, which is a cookie.
func (s *Server) cacheable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.window != nil || !safe(r.Method) {
			next.ServeHTTP(w, r)
			return
		}
		key := s.pageKeyOf(r)
		r = r.Clone(context.WithoutCancel(r.Context())) // others may wait for it when this reader goes away
		r.URL.RawQuery = key.query
		k := s.pages.make(key, s.today().Add(1).Time(), func() *kept {
			k := &kept{header: w.Header().Clone(), status: http.StatusOK}
			next.ServeHTTP(k, r)
			return k
		})
		if p := s.pages.get(key); p != nil && k.status == http.StatusOK {
			p.serve(w, r)
			return
		}
		maps.Copy(w.Header(), k.header)
		w.WriteHeader(k.status)
		_, _ = w.Write(k.body.Bytes()) // a reader who went away is no failure of ours
	})
}

// matches compares tags weakly, as RFC 9110 asks of If-None-Match; each coding of a page has its own.
func matches(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		t = strings.TrimPrefix(strings.TrimSpace(t), "W/")
		if t == "*" || strings.HasPrefix(t, `"`+tag) && (t[len(tag)+1:] == `"` || t[len(tag)+1:] == `-gzip"` || t[len(tag)+1:] == `-br"`) {
			return true
		}
	}
	return false
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title     string   `xml:"title"`
	ID        string   `xml:"id"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Link      atomLink `xml:"link"`
	Summary   string   `xml:"summary"`
	Content   string   `xml:"content"`
}

// feed is what was published, for subscribers.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) error {
	all, err := s.db.PublishedNotices(r.Context(), store.NoticeFilter{Limit: 30})
	if err != nil {
		return err
	}
	county, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	base := s.base(r)
	f := atomFeed{Title: county.Short() + noticeColumn, ID: base + "/notices", Author: county.Committee, Updated: stamp(time.Unix(0, 0)),
		Links: []atomLink{{"self", base + "/notices.atom"}, {"alternate", base + "/notices"}}}
	for i, n := range all {
		if i == 0 {
			f.Updated = stamp(n.PublishedAt)
		}
		href := base + noticePath(n.ID)
		f.Entries = append(f.Entries, atomEntry{Title: workflow.FullTitle(n.Title), ID: href, Published: stamp(n.PublishedAt), Updated: stamp(n.PublishedAt),
			Link: atomLink{"alternate", href}, Summary: n.SessionLine, Content: n.Body})
	}
	return writeXML(w, "application/atom+xml; charset=utf-8", f)
}

func stamp(t time.Time) string { return t.In(calendar.Zone).Format(time.RFC3339) }

func writeXML(w http.ResponseWriter, contentType string, v any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		return fmt.Errorf("write xml: %w", err)
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = w.Write(b.Bytes()) // a reader who went away is no failure of ours
	return nil
}

// sitemapNotices is how many notices the map of the site names; the limit of the format is 50,000.
const sitemapNotices = 5000

type siteMap struct {
	XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemap names the public pages for search engines.
func (s *Server) sitemap(w http.ResponseWriter, r *http.Request) error {
	all, err := s.db.PublishedNotices(r.Context(), store.NoticeFilter{Limit: sitemapNotices})
	if err != nil {
		return err
	}
	base := s.base(r)
	m := siteMap{}
	for _, l := range publicModules {
		m.URLs = append(m.URLs, siteURL{Loc: base + l.Href})
	}
	m.URLs = append(m.URLs, siteURL{Loc: base + "/pledges"})
	rules, err := s.db.CountyRules(r.Context(), true)
	if err != nil {
		return err
	}
	for _, c := range rules {
		m.URLs = append(m.URLs, siteURL{Loc: base + publicRulePath(c), LastMod: calendar.Of(c.PublishedAt).ISO()})
	}
	for _, n := range all {
		m.URLs = append(m.URLs, siteURL{Loc: base + noticePath(n.ID), LastMod: calendar.Of(n.PublishedAt).ISO()})
	}
	return writeXML(w, "application/xml; charset=utf-8", m)
}

// robots keeps search engines to what was published: nominees before their appointment are for the
// people of the county, not for an index that never forgets 〔个人信息保护法 第六条〕.
func (s *Server) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(
		w,
		"User-agent: *\nAllow: /$\nAllow: /notices\nAllow: /offices\nAllow: /results\nAllow: /pledges\nAllow: /rules\nAllow: /data\nAllow: /plans\nAllow: /static/\nDisallow: /\nSitemap: %s/sitemap.xml\n",
		s.base(r),
	)
	return nil
}
