/// The content of a compiled time zone file, version 2 or later. It is the file's 64-bit table, and the rule that
/// follows the table.
/// https://datatracker.ietf.org/doc/html/rfc9636
struct TZifFile: Equatable {
    struct Transition: Equatable {
        /// The time of the transition, in seconds from 1970-01-01T00:00:00Z.
        var instant: Int
        /// The offset after the transition, in seconds east of UTC.
        var offset: Int
    }

    /// The offset before the first transition, in seconds east of UTC.
    let firstOffset: Int
    /// The transitions in the order of time. Each one changes the offset.
    let transitions: [Transition]
    let rule: POSIXTimeZone?

    /// Reads a file; `nil` for bytes that are not a time zone file.
    init?(_ bytes: [UInt8]) {
        guard let first = Header(bytes, at: 0), first.version >= UInt8(ascii: "2"),
            let header = Header(bytes, at: Header.length + first.bodyLength(timeSize: 4))
        else { return nil }
        let times = header.start
        let indices = times + header.timeCount * 8
        let types = indices + header.timeCount
        let footer = header.start + header.bodyLength(timeSize: 8)
        guard header.typeCount > 0, footer < bytes.count, bytes[footer] == 0x0A else { return nil }
        func offset(_ type: Int) -> Int? {
            guard type < header.typeCount else { return nil }
            let value = Int(Int32(truncatingIfNeeded: Self.number(bytes, at: types + type * 6, size: 4)))
            // RFC 9636 §3.2: an offset is within about a day.
            return abs(value) <= 93_599 ? value : nil
        }
        guard let earliest = offset(0) else { return nil }
        firstOffset = earliest
        var transitions: [Transition] = []
        var current = earliest
        for index in 0..<header.timeCount {
            let instant = Int(Self.number(bytes, at: times + index * 8, size: 8))
            guard let offset = offset(Int(bytes[indices + index])) else { return nil }
            if let last = transitions.last, instant <= last.instant { return nil }
            if offset != current { transitions.append(Transition(instant: instant, offset: offset)) }
            current = offset
        }
        self.transitions = transitions
        let line = bytes[(footer + 1)...].prefix { $0 != 0x0A }
        guard !line.isEmpty else {
            rule = nil
            return
        }
        guard let rule = POSIXTimeZone(String(decoding: line, as: UTF8.self)) else { return nil }
        self.rule = rule
    }

    /// Reads a big-endian number. The caller has already checked the bounds.
    private static func number(_ bytes: [UInt8], at start: Int, size: Int) -> Int64 {
        bytes[start..<(start + size)].reduce(0) { $0 << 8 | Int64($1) }
    }

    private struct Header {
        static let length = 44
        let version: UInt8
        let start: Int
        private let counts: [Int]

        var timeCount: Int { counts[3] }
        var typeCount: Int { counts[4] }

        /// Reads a header; `nil` when the bytes are not a header, or when its body is incomplete.
        init?(_ bytes: [UInt8], at offset: Int) {
            guard offset >= 0, bytes.count >= offset + Self.length,
                bytes[offset..<(offset + 4)].elementsEqual("TZif".utf8)
            else { return nil }
            version = bytes[offset + 4]
            start = offset + Self.length
            counts = (0..<6).map { index in Int(TZifFile.number(bytes, at: offset + 20 + index * 4, size: 4)) }
            guard counts.allSatisfy({ $0 <= 100_000 }), start + bodyLength(timeSize: 4) <= bytes.count else {
                return nil
            }
        }

        /// Returns the length of the body. The counts are in the order isutcnt, isstdcnt, leapcnt, timecnt, typecnt,
        /// charcnt.
        func bodyLength(timeSize: Int) -> Int {
            counts[3] * (timeSize + 1) + counts[4] * 6 + counts[5] + counts[2] * (timeSize + 4) + counts[1] + counts[0]
        }
    }
}
