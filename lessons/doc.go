// SPDX-License-Identifier: Apache-2.0

// Package lessons holds the course: one folder a lesson, data only, and the
// strict loader that turns it into what pages show.
//
//	07-header-anatomy/
//	  lesson.json     titles, the lab, the claims, the exercise
//	  en.md  zh.md    the prose, section by section
//	  files/          C and Go sources, complete programs
//	  recorded/       transcripts of the lab and of the exercise's solution,
//	                  recorded on a real kernel
//
// A mistake is an error that names the file, the line and the field: an unknown
// key, a file that nobody mentions, a section that one language lacks, an
// exercise that is solved before the reader begins.
package lessons
