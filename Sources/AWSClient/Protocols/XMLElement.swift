import CExpat
import Glibc

/// One element of a small XML document: names without their namespace, text without the white space between elements.
public struct XMLElement: Sendable, Equatable {
    public var name: String
    public var text: String
    public var children: [XMLElement]

    /// The first child of that name.
    public subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child of that name.
    public func text(of name: String) -> String? { self[name]?.text }

    /// Reads a document with expat. Characters that XML cannot hold are kept (``XMLCharacters``). `nil` for anything that is not a whole well-formed document, or is nested deeper than
    /// any AWS answer.
    public static func parse(_ bytes: [UInt8]) -> XMLElement? {
        // Some stores keep a connection alive with white space before the document, which XML does not allow there.
        let characters = XMLCharacters(bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) })
        let bytes = characters.bytes
        guard !bytes.isEmpty, bytes.count <= Int(Int32.max), let parser = XMLParserPool.take() else { return nil }
        defer { XMLParserPool.give(parser) }
        let builder = XMLTreeBuilder(characters)
        return withExtendedLifetime(builder) {
            XML_SetUserData(parser, Unmanaged.passUnretained(builder).toOpaque())
            XML_SetElementHandler(
                parser,
                { context, name, _ in XMLTreeBuilder.of(context)?.start(name) },
                { context, _ in XMLTreeBuilder.of(context)?.end() }
            )
            XML_SetCharacterDataHandler(parser) { context, text, length in
                XMLTreeBuilder.of(context)?.append(text, Int(length))
            }
            let status = bytes.withUnsafeBytes { buffer in
                XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 1)
            }
            return status == XML_STATUS_OK ? builder.root : nil
        }
    }
}

/// Collects expat's callbacks into a tree.
private final class XMLTreeBuilder {
    private static let maximumDepth = 64

    private(set) var root: XMLElement?
    private let characters: XMLCharacters
    private var open: [XMLElement] = []
    private var isTooDeep = false

    init(_ characters: XMLCharacters) { self.characters = characters }

    static func of(_ context: UnsafeMutableRawPointer?) -> XMLTreeBuilder? {
        context.map { Unmanaged<XMLTreeBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    func start(_ name: UnsafePointer<CChar>?) {
        if open.count >= Self.maximumDepth { isTooDeep = true }
        guard !isTooDeep, let name else { return }
        // Behind the namespace's prefix, if there is one.
        let local = strrchr(name, Int32(UInt8(ascii: ":"))).map { UnsafePointer($0 + 1) } ?? name
        open.append(XMLElement(name: String(cString: local), text: "", children: []))
    }

    func end() {
        guard !isTooDeep, var element = open.popLast() else { return }
        // Text beside children is the layout of the document.
        element.text = element.children.isEmpty ? characters.restored(element.text) : ""
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }

    func append(_ text: UnsafePointer<CChar>?, _ length: Int) {
        guard !isTooDeep, !open.isEmpty, let text, length > 0 else { return }
        let part = String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
        // Nearly every text comes in one piece.
        let last = open.count - 1
        if open[last].text.isEmpty { open[last].text = part } else { open[last].text += part }
    }
}
