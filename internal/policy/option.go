package policy

// Option is one choice of a closed list, ready for a form.
type Option struct {
	Value string // the stored value
	Label string // the Chinese words
}

// labels is a closed list of values with their words, in the order a form shows them.
type labels[T ~string] []struct {
	value T
	label string
}

func (l labels[T]) of(v T) string {
	for _, e := range l {
		if e.value == v {
			return e.label
		}
	}
	return string(v)
}

func (l labels[T]) has(v T) bool {
	for _, e := range l {
		if e.value == v {
			return true
		}
	}
	return false
}

func (l labels[T]) values() []T {
	out := make([]T, len(l))
	for i, e := range l {
		out[i] = e.value
	}
	return out
}

func (l labels[T]) options() []Option {
	out := make([]Option, len(l))
	for i, e := range l {
		out[i] = Option{string(e.value), e.label}
	}
	return out
}
