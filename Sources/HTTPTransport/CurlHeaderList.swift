import CCurl
import Glibc

/// A request's headers in libcurl's form: a linked list of lines, all in one piece of memory.
final class CurlHeaderList {
    private let memory: UnsafeMutableRawBufferPointer

    /// The first line; `nil` when the list is empty.
    let first: UnsafeMutablePointer<curl_slist>?

    /// Makes the list.
    ///
    /// - Parameters:
    ///   - headers: the lines `Name: value`; a header without a value becomes `Name;`, as libcurl requires.
    ///   - removed: headers that libcurl must not add by itself, as `Name:`.
    /// - Returns: `nil` for a header that HTTP cannot carry: without a name, or with a line break or a zero byte.
    init?(_ headers: HTTPHeaders, without removed: [String]) {
        let fields = headers.fields
        let lines = fields.count + removed.count
        var size = lines * MemoryLayout<curl_slist>.stride
        for field in fields { size += field.name.utf8.count + field.value.utf8.count + 3 }
        for line in removed { size += line.utf8.count + 1 }
        memory = .allocate(byteCount: max(size, 1), alignment: MemoryLayout<curl_slist>.alignment)
        // Before anything returns: deinit, which frees the memory, runs only for a whole object.
        first = lines > 0 ? memory.baseAddress?.assumingMemoryBound(to: curl_slist.self) : nil
        var writer = Writer(memory, lines: lines)
        for line in removed where !writer.add(line) { return nil }
        for field in fields where !writer.add(field) { return nil }
    }

    deinit { memory.deallocate() }

    /// Writes the list's nodes and the texts of its lines into the memory.
    private struct Writer {
        private let nodes: UnsafeMutableBufferPointer<curl_slist>
        private let text: UnsafeMutableBufferPointer<CChar>
        private var line = 0
        private var at = 0

        init(_ memory: UnsafeMutableRawBufferPointer, lines: Int) {
            let size = lines * MemoryLayout<curl_slist>.stride
            nodes = UnsafeMutableRawBufferPointer(rebasing: memory[..<size]).bindMemory(to: curl_slist.self)
            text = UnsafeMutableRawBufferPointer(rebasing: memory[size...]).bindMemory(to: CChar.self)
        }

        mutating func add(_ whole: String) -> Bool {
            beginLine()
            return write(whole) && endLine()
        }

        mutating func add(_ field: HTTPHeaders.Field) -> Bool {
            beginLine()
            guard !field.name.isEmpty, write(field.name) else { return false }
            if field.value.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                return write(";") && endLine()
            }
            return write(": ") && write(field.value) && endLine()
        }

        private mutating func beginLine() {
            guard let start = text.baseAddress, let node = nodes.baseAddress else { return }
            let isLast = line + 1 == nodes.count
            (node + line).initialize(to: curl_slist(data: start + at, next: isLast ? nil : node + line + 1))
            line += 1
        }

        /// Writes a part of the current line.
        ///
        /// - Returns: `false` for text that would end the line.
        private mutating func write(_ part: String) -> Bool {
            var part = part
            return part.withUTF8 { bytes in
                guard let source = bytes.baseAddress, bytes.count > 0 else { return true }
                guard let target = text.baseAddress, bytes.count < text.count - at,
                    memchr(source, 0x0D, bytes.count) == nil, memchr(source, 0x0A, bytes.count) == nil,
                    memchr(source, 0, bytes.count) == nil
                else { return false }
                memcpy(target + at, source, bytes.count)
                at += bytes.count
                return true
            }
        }

        private mutating func endLine() -> Bool {
            guard at < text.count else { return false }
            text[at] = 0
            at += 1
            return true
        }
    }
}
