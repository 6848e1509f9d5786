import CExpat
import Synchronization

/// Parsers of expat between two documents: setting one back is cheaper than making one, and every copied object has an answer
/// in XML.
enum XMLParserPool {
    private struct Parser: @unchecked Sendable {
        let pointer: XML_Parser
    }

    /// The most parsers that are kept: answers are read one after another, on a few threads at most.
    private static let mostIdle = 4
    private static let idle = Mutex<[Parser]>([])

    /// - Returns: `nil` when memory ran out.
    static func take() -> XML_Parser? {
        idle.withLock { $0.popLast() }?.pointer ?? XML_ParserCreate("UTF-8")
    }

    /// Takes a parser back, whatever came of its document.
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
