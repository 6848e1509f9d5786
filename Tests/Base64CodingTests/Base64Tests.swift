import Base64Coding
import Testing

@Suite struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func isThatOfTheStandard(_ text: String, _ encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test func decodesWhatItEncodes() {
        for count in 0..<300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) }
            #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "=", "====", "Z===", "Zg==Zg==", " Zg==", "Zg==\n", "Zm9v ", "Zm 9", "Zm-v", "Zm_v",
        "Zm9\u{e9}",
        "Z=g=",
    ])
    func refusesWhatIsNotBase64(_ text: String) { #expect(Base64.decode(text.utf8) == nil) }
}
