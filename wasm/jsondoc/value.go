// SPDX-License-Identifier: Apache-2.0

package jsondoc

// Kind is what a value is.
type Kind uint8

// Kinds of values.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Object
)

var kindNames = [...]string{"null", "true or false", "a number", "a text", "a list", "an object"}

// String says it for an error's text.
func (k Kind) String() string { return kindNames[k] }

// Value is a JSON value.
type Value struct {
	Kind Kind
	// Text is a String's text, or a Number, true or false as it is written.
	Text string
	// Items are a List's.
	Items []Value
	// Members are an Object's, in their order. No key is there twice.
	Members []Member
}

// Member is a member of an object.
type Member struct {
	Key   string
	Value Value
}

// Get gives the member with a key, or nil.
func (v *Value) Get(key string) *Value {
	for i := range v.Members {
		if v.Members[i].Key == key {
			return &v.Members[i].Value
		}
	}
	return nil
}

// SyntaxError is where a text stops being JSON.
type SyntaxError struct {
	// Offset is in bytes, Line counts from 1.
	Offset, Line int
	Text         string
}

// Error gives the line and what was expected there.
func (e *SyntaxError) Error() string { return "line " + itoa(e.Line) + ": " + e.Text }

func itoa(n int) string {
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return string(b[i:])
		}
	}
}
