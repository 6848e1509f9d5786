import CExpat
import Glibc

/// One element of a small XML document. Its names have no namespace, and its text has no white space between elements.
public struct XMLElement: Sendable, Equatable {
    public var name: String
    public var text: String
    public var children: [XMLElement]

    /// The first child with the given name.
    public subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child with the given name.
    public func text(of name: String) -> String? { self[name]?.text }

    /// Reads a document with expat. Characters that XML does not allow are kept (``XMLCharacterSubstitution``).
    ///
    /// - Returns: `nil` for anything that is not a whole well-formed document, or is nested deeper than any answer of
    ///   AWS.
    public static func parse(_ bytes: [UInt8]) -> XMLElement? {
        // Some stores keep a connection alive with white space before the document, which XML does not allow there.
        let characters = XMLCharacterSubstitution(bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) })
        let bytes = characters.bytes
        guard !bytes.isEmpty, bytes.count <= Int(Int32.max), let parser = XMLParserPool.take() else { return nil }
        defer { XMLParserPool.give(parser) }
        var tree = XMLTree(characters)
        let status = withUnsafeMutablePointer(to: &tree) { tree in
            XML_SetUserData(parser, tree)
            XML_SetElementHandler(
                parser,
                { context, name, _ in XMLTree.of(context)?.pointee.start(name) },
                { context, _ in XMLTree.of(context)?.pointee.end() }
            )
            XML_SetCharacterDataHandler(parser) { context, text, length in
                XMLTree.of(context)?.pointee.append(text, Int(length))
            }
            return bytes.withUnsafeBytes { buffer in
                XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 1)
            }
        }
        return status == XML_STATUS_OK ? tree.root : nil
    }
}
