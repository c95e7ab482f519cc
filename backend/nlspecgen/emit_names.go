// SPDX-License-Identifier: Apache-2.0

package nlspecgen

// nameColumns writes the names of attributes, enum entries, struct members and
// messages: tables with so many rows that a ref for each would be most of them.
func (e *emitter) nameColumns() {
	attributes := []string{""}
	for _, s := range e.sets {
		for _, a := range s.attrs {
			if a.inherited != nil {
				continue
			}
			for len(attributes) < a.pos {
				attributes = append(attributes, "")
			}
			attributes = append(attributes, a.name)
		}
	}
	e.nameColumn("attr", attributes)
	var entries, members []string
	for _, n := range e.enums {
		for _, v := range n.entries {
			entries = append(entries, v.name)
		}
	}
	e.nameColumn("entry", entries)
	for _, l := range e.layouts {
		for _, m := range l.members {
			members = append(members, m.name)
		}
	}
	e.nameColumn("member", members)
	messages := []string{""}
	for _, m := range e.messages {
		messages = append(messages, m.name)
	}
	e.nameColumn("message", messages)
}

func (e *emitter) nameColumn(of string, list []string) {
	starts, lengths, err := e.names.column(list)
	if err != nil {
		e.errs = append(e.errs, err)
	}
	e.numbers(of+"Starts", "uint32", 32, starts)
	e.numbers(of+"Lengths", "uint8", 8, lengths)
}
