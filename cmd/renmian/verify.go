package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"renmian/internal/ballot"
	"renmian/internal/workflow"
)

func verify(ctx context.Context, c call) error {
	switch {
	case len(c.args) >= 1 && len(c.args) <= 2 && c.args[0] == "audit":
		return verifyAudit(ctx, c, c.args[1:])
	case len(c.args) >= 2 && c.args[0] == "ballots":
		return verifyBallots(c.out, c.args[1], strings.Join(c.args[2:], ""))
	}
	return errUsage
}

func verifyAudit(ctx context.Context, c call, headFile []string) error {
	var head []byte
	if len(headFile) > 0 {
		var err error
		if head, err = os.ReadFile(headFile[0]); err != nil {
			return err
		}
	}
	return withSystem(ctx, c, func(s system) error {
		report, err := workflow.VerifyAudit(ctx, s.db, s.keys.AuditPublic, head)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "核验 %d 条审计记录，比对 %d 个已签树头，%d 条等待入树。\n根散列：%v\n", report.Size, report.Heads, report.Waiting, report.Root)
		for _, finding := range report.Findings {
			fmt.Fprintln(c.out, "问题：", finding)
		}
		if len(report.Findings) > 0 {
			return errors.New("审计日志与写入时不一致，请保全数据库和备份，并报告安全审计员")
		}
		fmt.Fprintln(c.out, "审计日志完好，未发现改动。")
		return nil
	})
}

// verifyBallots needs no database, so that scrutineers can run it on a machine of their own. The hash may be
// given in groups, as the count report prints it.
func verifyBallots(out io.Writer, name, announcedSHA256 string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, ballot.MaxFile+1))
	if err != nil {
		return err
	}
	r := ballot.Verify(data, announcedSHA256)
	printRecount(out, r)
	if n := len(r.Findings); n > 0 {
		return fmt.Errorf("票箱文件核验不通过，共 %d 处问题，不能据此认定表决结果；请保全此文件，报告监票人和会议主持人", n)
	}
	fmt.Fprintln(out, "核验通过。")
	return nil
}

func printRecount(out io.Writer, r ballot.Report) {
	fmt.Fprintf(out, "票箱：%s\n校验码（SHA-256）：%s\n公钥指纹：%s\n发出：%d 票\n", r.Title, r.SHA256, r.Fingerprint, r.Issued)
	for i, p := range r.Papers {
		fmt.Fprintf(out, "\n第 %d 张表决票：%s\n  收回有效票 %d 张，重新计票：\n", i+1, p.Title, p.Returned)
		for line, l := range p.Lines {
			fmt.Fprintf(out, "  %s：%s\n", strings.TrimSpace(l.Name+" "+l.Post), p.Words(line))
		}
	}
	for _, part := range []struct {
		head  string
		lines []string
	}{{"发现的问题", r.Findings}, {"证明了", r.Proved}, {"不能证明", r.Limits}} {
		if len(part.lines) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n%s：\n", part.head)
		for i, text := range part.lines {
			fmt.Fprintf(out, "%2d. %s\n", i+1, text)
		}
	}
}
