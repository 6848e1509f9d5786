import Glibc

/// The tree of elements that expat's callbacks build. The callbacks reach it by a pointer, because access to the fields
/// of a class would cost a check for overlapping accesses each time.
struct XMLTree {
    private static let maximumDepth = 64

    private(set) var root: XMLElement?
    private let characters: XMLCharacterSubstitution
    private var open: [XMLElement] = []
    private var isTooDeep = false

    init(_ characters: XMLCharacterSubstitution) {
        self.characters = characters
        open.reserveCapacity(4)
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLTree>? {
        context?.assumingMemoryBound(to: XMLTree.self)
    }

    mutating func start(_ name: UnsafePointer<CChar>?) {
        if open.count >= Self.maximumDepth { isTooDeep = true }
        guard !isTooDeep, let name else { return }
        // Behind the namespace's prefix, if there is one.
        let local = strrchr(name, Int32(UInt8(ascii: ":"))).map { UnsafePointer($0 + 1) } ?? name
        open.append(XMLElement(name: String(cString: local), text: "", children: []))
    }

    mutating func end() {
        guard !isTooDeep, var element = open.popLast() else { return }
        // Text beside children is the layout of the document.
        element.text = element.children.isEmpty ? characters.restored(element.text) : ""
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }

    mutating func append(_ text: UnsafePointer<CChar>?, _ length: Int) {
        guard !isTooDeep, !open.isEmpty, let text, length > 0 else { return }
        let part = String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
        // Nearly every text comes in one piece.
        let last = open.count - 1
        if open[last].text.isEmpty { open[last].text = part } else { open[last].text += part }
    }
}
