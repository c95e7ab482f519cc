// SPDX-License-Identifier: Apache-2.0

package labproto

// File is a piece of a file that the host gives to the guest: a compiled
// program or module, for steps to name. Pieces of one file follow each other;
// one with Offset 0 begins the file, and takes the place of an older one of the
// same name.
type File struct {
	// Name is letters, digits, "_", "-" and ".", not beginning with a dot or
	// dash, at most MaxName bytes.
	Name string
	// Offset is where Data belongs, in bytes: the end of what came before.
	Offset uint32
	// Data are at most MaxFilePiece bytes.
	Data []byte
}

// Limits of files, in bytes.
const (
	// MaxFilePiece bounds one frame's piece.
	MaxFilePiece = 128 << 10
	// MaxFileSize bounds one file. A static C program is 1 MB, a Go program 3 MB.
	MaxFileSize = 8 << 20
	// MaxFiles is how many files a guest keeps.
	MaxFiles = 8
)

// AppendPayload appends f's wire form to dst.
func (f *File) AppendPayload(dst []byte) []byte {
	dst = appendText(dst, 1, f.Name)
	dst = appendUint(dst, 2, uint64(f.Offset))
	return appendField(dst, 3, f.Data)
}

// ParseFile reads a File's wire form. Its Data is b's.
func ParseFile(b []byte) (File, error) {
	var file File
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			file.Name = f.text(MaxName)
		case 2:
			file.Offset = uint32(f.uint(MaxFileSize))
		case 3:
			if len(f.value) > MaxFilePiece {
				f.fail(ErrCount)
				break
			}
			file.Data = f.value
		}
	}
	if f.err == nil && !fileName(file.Name) {
		f.fail(ErrText)
	}
	return file, f.err
}

// fileName accepts a name that is a file's and no path.
func fileName(name string) bool {
	if name == "" || len(name) > MaxName || name[0] == '.' || name[0] == '-' {
		return false
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-', c == '.':
		default:
			return false
		}
	}
	return true
}
