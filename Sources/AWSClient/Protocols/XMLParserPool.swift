import CExpat
import Synchronization

/// Keeps expat parsers for the next documents. Resetting a parser is cheaper than making one, and every copied object
/// has an answer in XML.
enum XMLParserPool {
    private struct Parser: @unchecked Sendable {
        let pointer: XML_Parser
    }

    /// The maximum number of parsers that the pool keeps. A few are enough, since only a few threads read answers at
    /// the same time.
    private static let mostIdle = 4
    private static let idle = Mutex<[Parser]>([])

    /// Returns a kept parser, or makes one.
    ///
    /// - Returns: `nil` when memory ran out.
    static func take() -> XML_Parser? {
        idle.withLock { $0.popLast() }?.pointer ?? XML_ParserCreate("UTF-8")
    }

    /// Puts a parser back into the pool, even when its document could not be read.
    static func give(_ parser: XML_Parser) {
        guard XML_ParserReset(parser, "UTF-8") != 0 else { return XML_ParserFree(parser) }
        let parser = Parser(pointer: parser)
        let isKept = idle.withLock { idle in
            guard idle.count < mostIdle else { return false }
            idle.append(parser)
            return true
        }
        if !isKept { XML_ParserFree(parser.pointer) }
    }
}
