// SPDX-License-Identifier: Apache-2.0

package site

import "fmt"

// sampleHex asks for all links: RTM_GETLINK with an empty struct ifinfomsg.
const sampleHex = "20000000120001030100000000000000" + "00000000000000000000000000000000"

// elementSnippet is what an author writes to use the element.
func elementSnippet(address string) string {
	return fmt.Sprintf("<script type=\"module\" src=\"%s/embed.js\"></script>\n\n<netlink-bytes protocol=\"0\"\n  hex=\"%s\n       %s\"></netlink-bytes>",
		address, sampleHex[:32], sampleHex[32:])
}

// frameSnippet is what an author writes who wants no script.
func frameSnippet(address, lang string) string {
	return fmt.Sprintf("<iframe title=\"RTM_GETLINK\" width=\"100%%\" height=\"480\" loading=\"lazy\"\n  src=\"%s/%s/embed#protocol=0&hex=%s\"></iframe>", address, lang, sampleHex)
}
