// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import "strings"

// The kernel's spelling of names, by the rules of its own generator
// (tools/net/ynl/pyynl/ynl_gen_c.py): upper case, with underscores, behind a
// prefix that the document gives or that follows from the family's name.

func upper(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "-", "_")) }

func lower(s string) string { return strings.ReplaceAll(s, "-", "_") }

// prefixOr gives *p, or what the rule makes of a missing prefix.
func prefixOr(p *string, rule string) string {
	if p != nil {
		return *p
	}
	return rule
}

// headerOr is the header that a document names, or its family's. "-" is none.
func headerOr(h string, f *family) string {
	switch h {
	case "":
		return f.header
	case "-":
		return ""
	}
	return h
}

// setPrefix is what the names of a set's attributes start with.
func setPrefix(family string, s *AttributeSet) string {
	rule := family + "-a-" + s.Name + "-"
	if s.Name == family {
		rule = family + "-a-"
	}
	return upper(prefixOr(s.NamePrefix, rule))
}

// attrName is an attribute's constant.
func attrName(prefix string, a *Attribute) string {
	if a.CName != "" {
		return a.CName
	}
	if a.NamePrefix != nil {
		prefix = upper(*a.NamePrefix)
	}
	return prefix + upper(a.Name)
}

// enumPrefix is what the names of an enum's values start with.
func enumPrefix(family string, d *Definition) string {
	return upper(prefixOr(d.NamePrefix, family+"-"+d.Name+"-"))
}

// opPrefix is what the names of a family's message types start with.
func opPrefix(s *Spec) string { return upper(prefixOr(s.Operations.NamePrefix, s.Name+"-cmd-")) }
