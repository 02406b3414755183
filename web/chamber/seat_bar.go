package chamber

import "renmian/web/ui"

// size is one of the two buttons that change the size of the type.
type size struct{ Label, Say, Href, Set string }

// sizes leads one step down and one step up; at an end the step stays where it is.
func sizes(f ui.Frame) []size {
	steps := []string{"", "large", "xlarge"}
	at := 0
	for i, s := range steps {
		if s == f.Display.Size {
			at = i
		}
	}
	to := func(i int) (href, set string) {
		i = max(0, min(i, len(steps)-1))
		return ui.Display{Size: steps[i], Contrast: f.Display.Contrast}.Href(f.Path), steps[i]
	}
	down, up := size{Label: "A−", Say: "缩小字号"}, size{Label: "A+", Say: "放大字号"}
	down.Href, down.Set = to(at - 1)
	up.Href, up.Set = to(at + 1)
	return []size{down, up}
}

func tabs(at Tab) []ui.Link {
	return []ui.Link{{Label: "议程", Href: "/seat", Current: at == TabAgenda},
		{Label: "材料", Href: "/seat/materials", Current: at == TabMaterials},
		{Label: "表决", Href: "/seat/vote", Current: at == TabVote}}
}
