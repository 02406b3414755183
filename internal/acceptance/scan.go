package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// test is one test function.
type test struct{ pkg, name string }

var rowID = regexp.MustCompile(`\b(TM|ZY|AN|SB|SN|ZJ|DZ|ST|WN)-\d\d\b`)

// scan reads every test below a folder and returns which tests name each row, and the names of rows there are
// not. Files are read as text of the language; nothing is run.
func scan(root string) (proofs map[string][]test, strangers []string, err error) {
	known := map[string]bool{}
	for _, r := range rows() {
		known[r.id] = true
	}
	proofs = map[string][]test{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		slashed := filepath.ToSlash(path)
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "var" || d.Name() == "bin") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, "_test.go") || strings.Contains(slashed, "internal/policy/") ||
			strings.Contains(slashed, "internal/acceptance/") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		found, err := named(path)
		if err != nil {
			return err
		}
		for name, ids := range found {
			t := test{filepath.ToSlash(rel), name}
			for _, id := range ids {
				if !known[id] {
					strangers = append(strangers, fmt.Sprintf("%s in %s", id, name))
				} else if !slices.Contains(proofs[id], t) {
					proofs[id] = append(proofs[id], t)
				}
			}
		}
		return nil
	})
	for _, tests := range proofs {
		slices.SortFunc(tests, func(a, b test) int { return strings.Compare(a.pkg+a.name, b.pkg+b.name) })
	}
	slices.Sort(strangers)
	return proofs, strangers, err
}

// named returns, for each test of a file, the rows that its doc comment, its comments and its texts name.
func named(path string) (map[string][]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") || f.Name.Name == "TestMain" {
			continue
		}
		from := f.Pos()
		if f.Doc != nil {
			from = f.Doc.Pos()
		}
		var ids []string
		for _, group := range file.Comments {
			if group.Pos() >= from && group.End() <= f.End() {
				ids = append(ids, rowID.FindAllString(group.Text(), -1)...)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				ids = append(ids, rowID.FindAllString(lit.Value, -1)...)
			}
			return true
		})
		if len(ids) > 0 {
			out[f.Name.Name] = ids
		}
	}
	return out, nil
}
