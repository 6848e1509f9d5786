import Testing

@testable import AWSClient

/// Keys may hold what XML 1.0 cannot; the answers that name them are read all the same.
@Suite struct XMLCharacterSubstitutionTests {
    private func key(_ written: String) -> String? {
        XMLElement.parse(Array("<R><Key>\(written)</Key><UploadId>u</UploadId></R>".utf8))?.text(of: "Key")
    }

    @Test(arguments: [
        ("a&#x3;b", "a\u{3}b"), ("a&#3;b", "a\u{3}b"), ("a&#x03;b", "a\u{3}b"), ("a&#x1F;b", "a\u{1F}b"),
        ("a\u{3}b", "a\u{3}b"), ("a\u{FFFE}b", "a\u{FFFE}b"), ("a&#xFFFF;b", "a\u{FFFF}b"),
        ("a\u{FFFF}b", "a\u{FFFF}b"),
        ("a&#0;b", "a\u{0}b"), ("a&#xD800;b", "a\u{FFFD}b"), ("a&#x110000;b", "a\u{FFFD}b"),
        ("a&#65;b", "aAb"), ("a&#x41;b", "aAb"), ("a&amp;#x3;b", "a&#x3;b"), ("a&lt;b&gt;&quot;", "a<b>\""),
        ("&#x3;&#x4;", "\u{3}\u{4}"), ("é😀\u{8}", "é😀\u{8}"), ("tab\tline", "tab\tline"), ("a&#x9;b&#xA;", "a\tb\n"),
        ("plain", "plain"), ("a&#x000000000000003;b", "a\u{3}b"), ("a&#00000000000000031;b", "a\u{1F}b"),
        ("a&#xFFFE;b", "a\u{FFFE}b"), ("a&#x1f;&#x1F;b", "a\u{1F}\u{1F}b"), ("a&#x7F;b&#x85;", "a\u{7F}b\u{85}"),
        // Characters of the planes that stand-ins are taken from are themselves.
        ("a\u{10F803}b&#x3;", "a\u{10F803}b\u{3}"),
        ("\u{10F8FE}\u{10F703}&#x3;\u{FFFE}", "\u{10F8FE}\u{10F703}\u{3}\u{FFFE}"),
        ("&#x10F803;&#x3;", "\u{10F803}\u{3}"), ("&#1114111;", "\u{10FFFF}"), ("&#x1F600;", "😀"),
    ])
    func aKeyIsReadAsItIs(written: String, key expected: String) {
        #expect(key(written) == expected)
    }

    @Test(arguments: 0..<0x20 as Range<UInt32>) func everyControlCharacterInEveryForm(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let expected = "a\(scalar)b"
        for form in [
            "&#\(value);", "&#x\(String(value, radix: 16));", "&#x00\(String(value, radix: 16, uppercase: true));",
        ] {
            #expect(key("a\(form)b") == expected)
        }
        // A carriage return that stands in a document as it is is a line's end to XML, and so a line feed.
        #expect(key(expected) == (value == 0x0D ? "a\nb" : expected))
    }

    @Test func bytesThatAreNoUTF8SpoilOnlyTheirOwnText() {
        let document =
            Array("<R><Key>a".utf8) + [0xFF, 0xED, 0xA0, 0x80] + Array("b</Key><UploadId>u</UploadId></R>".utf8)
        let root = XMLElement.parse(document)
        #expect(root?.text(of: "UploadId") == "u")
        #expect(root?.text(of: "Key")?.hasPrefix("a\u{FFFD}") == true)
    }

    @Test(arguments: ["<R><Key>a&#;b</Key></R>", "<R><Key>a&#xZ;b</Key></R>", "<R>&", "<R>&#x3", "<R>&#x3;", "\u{3}"])
    func aDocumentThatIsBrokenIsNone(document: String) {
        #expect(XMLElement.parse(Array(document.utf8)) == nil)
    }
}
