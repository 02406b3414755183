package pdf

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/papertest"
)

func cadre(t *testing.T) document.CadreForm {
	t.Helper()
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 295, 413)), nil); err != nil {
		t.Fatal(err)
	}
	return document.CadreForm{
		Name:        "欧阳𬱖",
		Sex:         "男",
		Birth:       "1980.01\n（46岁）",
		Ethnicity:   "土家族",
		NativePlace: "示例省示例县",
		Birthplace:  "示例省示例县",
		Party:       "2001.06",
		WorkStart:   "2002.07",
		Health:      "健康",
		Expertise:   "财政管理、法律",
		FullTime:    document.CadreEducation{Level: "大学", Degree: "法学学士", LevelSchool: "示例大学法学院", DegreeSchool: "法学专业"},
		InService:   document.CadreEducation{Level: "研究生", LevelSchool: "示例大学公共管理学院公共管理专业"},
		Current:     "示例县财政局党组书记，示例县人民政府办公室副主任",
		Proposed:    "示例县财政局局长",
		Resume: []document.CadrePeriod{
			{Period: "1998.09--2002.07", Text: "示例大学法学院法学专业学习"},
			{Period: "2002.07--", Text: "示例县司法局科员"},
			{Text: "（其间：2008.09--2011.01示例大学公共管理专业在职研究生学习，获公共管理硕士学位，并完成其他学业）"},
		},
		Rewards:     "2019年1月，经示例市人民政府批准，授予“先进工作者”称号。",
		Assessments: "2023年、2024年、2025年年度考核均为称职。",
		Reason:      "工作需要。",
		Relatives: []document.CadreRelative{
			{Title: "妻子", Name: "白雪", Age: "44", Politics: "群众", Work: "示例县第一中学教师"},
		},
		Organ:    "示例县人民政府",
		FilledBy: "王经办",
		Photo:    photo.Bytes(),
	}
}

// The form stands on two pages with everything it says; the labels are those of the paper.
func TestCadreForm(t *testing.T) {
	f := cadre(t)
	data, err := CadreForm(f)
	if err != nil {
		t.Fatal(err)
	}
	text := papertest.Text(t, data)
	for _, want := range []string{"干部任免审批表", "欧阳𬱖", "1980.01（46岁）", "土家族", "现　任　职　务示例县财政局党组书记", "1998.09--2002.07示例大学法学院法学专业学习", "（其间：2008.09", "“先进工作者”称号", "白雪44群众示例县第一中学教师", "填表人：王经办"} {
		if !strings.Contains(text, want) {
			t.Errorf("the form does not say %q", want)
		}
	}
	if n := papertest.Pages(t, data); n != 2 {
		t.Errorf("%d pages, want 2", n)
	}
}

// No row grows and nothing is dropped: a long résumé gets smaller type, then a further sheet, as do relatives beyond seven.
func TestCadreFormHoldsEverything(t *testing.T) {
	f := cadre(t)
	for range 60 {
		f.Resume = append(f.Resume, document.CadrePeriod{Period: "2002.07--2006.03", Text: "示例县司法局科员，负责办理法律援助、人民调解和普法宣传等方面的工作"})
	}
	for range 9 {
		f.Relatives = append(f.Relatives, f.Relatives[0])
	}
	f.Current = strings.Repeat("示例县财政局党组书记，", 20)
	data, err := CadreForm(f)
	if err != nil {
		t.Fatal(err)
	}
	text := papertest.Text(t, data)
	if n := strings.Count(text, "2002.07--2006.03"); n != 60 {
		t.Errorf("%d periods", n)
	}
	if n := strings.Count(text, "白雪"); n != 10 {
		t.Errorf("%d relatives", n)
	}
	if n := papertest.Pages(t, data); n != 4 {
		t.Errorf("%d pages, want 4", n)
	}
	pages, err := DrawCadreForm(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		for _, x := range p.Texts {
			if x.X < 20 || x.X+x.Width > 192 || x.Y > 285 {
				t.Errorf("%q at %.1f, %.1f leaves the page", x.Text, x.X, x.Y)
			}
		}
	}
}
