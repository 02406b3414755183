package workflow_test

import (
	"bytes"
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/document/docx"
	"renmian/internal/errs"
	"renmian/internal/papertest"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

// A county's own template: checked, kept by version, one of a kind in use, each step audited.
func TestPaperTemplates(t *testing.T) {
	h, _ := review(t, nil)
	ctx := t.Context()
	k, _ := docx.KindOf("list")
	starter, err := k.Starter(document.County{Name: "示例县"})
	h.Must(err)
	second, err := docx.Write(document.Document{Name: k.Name, Title: []string{"本县名单"}, Blocks: []document.Block{{Style: document.Para, Text: "{{正文}}"}}})
	h.Must(err)
	paper := document.TemplateSample(k.Name, document.County{Name: "示例县", Word: "示", Term: 18}, policy.Language{})
	set := func() string {
		t.Helper()
		data, err := h.Flow.EditablePapers(ctx, paper)
		h.Must(err)
		return papertest.Docx(t, data)
	}
	usual := set()

	for name, data := range map[string][]byte{"不是 Word 文档": []byte("x"), "旧版 .doc": []byte("\xD0\xCF\x11\xE0")} {
		_, err := h.Flow.AddTemplate(ctx, h.Clerk, "list", workflow.Upload{Name: "a.docx", Data: data})
		wantErr(t, name, err, errs.Invalid, name)
	}
	_, err = h.Flow.AddTemplate(ctx, h.Clerk, "list", workflow.Upload{})
	wantErr(t, "no file", err, errs.Invalid, "请选择模板文件")
	_, err = h.Flow.AddTemplate(ctx, h.Clerk, "ballot", workflow.Upload{Name: "a.docx", Data: starter})
	wantErr(t, "no such kind", err, errs.NotFound, "没有这种文书")
	_, err = h.Flow.AddTemplate(ctx, h.Operator, "list", workflow.Upload{Name: "a.docx", Data: starter})
	wantErr(t, "by the operator", err, errs.Forbidden, "")

	first, err := h.Flow.AddTemplate(ctx, h.Clerk, "list", workflow.Upload{Name: `C:\one.docx`, Data: starter})
	h.Must(err)
	_, err = h.Flow.AddTemplate(ctx, h.Clerk, "list", workflow.Upload{Name: "again.docx", Data: starter})
	wantErr(t, "the same file again", err, errs.Invalid, "已经是这种文书的一版模板")
	next, err := h.Flow.AddTemplate(ctx, h.Clerk, "list", workflow.Upload{Name: "two.docx", Data: second})
	h.Must(err)
	if set() != usual {
		t.Error("a template is used before it was activated")
	}
	wantErr(t, "withdrawn before it was active", h.Flow.WithdrawTemplate(ctx, h.Clerk, next), errs.Conflict, "不在使用")
	wantErr(t, "activated by an organ", h.Flow.ActivateTemplate(ctx, h.Organ, next), errs.Forbidden, "")
	h.Must(h.Flow.ActivateTemplate(ctx, h.Clerk, first))
	h.Must(h.Flow.ActivateTemplate(ctx, h.Clerk, next))
	wantErr(t, "activated twice", h.Flow.ActivateTemplate(ctx, h.Clerk, next), errs.Conflict, "已经在用")
	if got, want := set(), "本县名单"+strings.ReplaceAll(paper.Body(), "\n", ""); got != want {
		t.Errorf("set as %q, want %q", got, want)
	}
	other := paper
	other.Name = "会议议程"
	data, err := h.Flow.EditablePapers(ctx, other)
	h.Must(err)
	if papertest.Docx(t, data) != usual {
		t.Error("a paper of another kind is set in the template")
	}

	all, err := h.DB.PaperTemplates(ctx, "list", 0, 10)
	h.Must(err)
	if len(all) != 2 || !all[0].Active() || all[0].Version != 2 || all[1].Active() || all[1].WithdrawnBy == "" || all[1].FileName != "one.docx" {
		t.Errorf("versions: %+v", all)
	}
	kept, err := h.Flow.TemplateFile(ctx, h.Clerk, first, nil)
	h.Must(err)
	if !bytes.Equal(kept.Data, starter) || !bytes.Equal(kept.SHA256[:], all[1].SHA256) {
		t.Error("the file that was uploaded is not kept as it was")
	}
	h.Must(h.Flow.WithdrawTemplate(ctx, h.Clerk, next))
	if set() != usual {
		t.Error("a template is used after it was withdrawn")
	}
	h.Must(h.Flow.ActivateTemplate(ctx, h.Clerk, next)) // it may come back
	var events int
	h.Must(h.Pool.QueryRow(ctx, `SELECT count(*) FROM audit_event WHERE subject_kind = 'paper_template'`).Scan(&events))
	if events != 6 {
		t.Errorf("%d events, want 2 uploads, 3 activations and 1 withdrawal", events)
	}
	if _, err := h.Pool.Exec(ctx, `UPDATE paper_template SET fields = '{x}'`); err == nil {
		t.Error("a version was changed")
	}
}
