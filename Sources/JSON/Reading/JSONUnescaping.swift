import CJSONBytes

/// Decodes a string that the scanner found. It replaces the escapes, and checks UTF-8 only if a byte is not ASCII.
enum JSONUnescaping {
    /// Decodes a string to text.
    ///
    /// - Returns: `nil` for text that is not Unicode: a lone surrogate, bytes that are not UTF-8.
    static func string(of token: JSONToken, in bytes: [UInt8]) -> String? {
        if token.hasEscapes {
            guard let unescaped = Self.bytes(of: token, in: bytes) else { return nil }
            return token.isASCII
                ? String(decoding: unescaped, as: UTF8.self) : String(validating: unescaped, as: UTF8.self)
        }
        return bytes.withUnsafeBufferPointer { bytes in
            let text = UnsafeBufferPointer(rebasing: bytes[token.start..<token.start + token.length])
            return token.isASCII ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
        }
    }

    /// Decodes a string to bytes: replaces its escapes, but does not check that the other bytes are UTF-8.
    ///
    /// - Returns: `nil` for a lone surrogate, which UTF-8 cannot hold.
    static func bytes(of token: JSONToken, in bytes: [UInt8]) -> [UInt8]? {
        let range = token.start..<token.start + token.length
        guard token.hasEscapes else { return Array(bytes[range]) }
        var isUnicode = true
        let unescaped = bytes.withUnsafeBufferPointer { bytes in
            let text = UnsafeBufferPointer(rebasing: bytes[range])
            return [UInt8](unsafeUninitializedCapacity: text.count) { output, count in
                isUnicode = unescape(text, into: output, &count)
            }
        }
        return isUnicode ? unescaped : nil
    }

    /// Copies a string to `output` with its escapes replaced.
    ///
    /// - Parameters:
    ///   - text: a string that the scanner accepted.
    ///   - output: has room for as many bytes as `text` has. This is enough, because an escape is never shorter than
    ///     its result.
    static func unescape(
        _ text: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) -> Bool {
        guard let source = text.baseAddress, let target = output.baseAddress else { return true }
        var at = 0
        while at < text.count {
            if at &+ Int(CJSON_BLOCK) <= text.count {
                // There is room for the whole word: `count` is never ahead of `at`.
                let backslashes = cjson_copy(source + at, target + count)
                let plain = backslashes == 0 ? Int(CJSON_BLOCK) : backslashes.trailingZeroBitCount
                at &+= plain
                count &+= plain
                if backslashes == 0 { continue }
            } else if text[at] != UInt8(ascii: "\\") {
                target[count] = text[at]
                at &+= 1
                count &+= 1
                continue
            }
            guard at + 1 < text.count else { return false }
            if text[at + 1] == UInt8(ascii: "u") {
                guard let scalar = scalar(in: text, at: &at) else { return false }
                for unit in Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter {
                    target[count] = unit
                    count += 1
                }
            } else {
                // A text within a text within a text has them side by side.
                repeat {
                    target[count] = simple(text[at + 1])
                    count &+= 1
                    at &+= 2
                } while at &+ 1 < text.count && text[at] == UInt8(ascii: "\\") && text[at + 1] != UInt8(ascii: "u")
            }
        }
        return true
    }

    private static func simple(_ letter: UInt8) -> UInt8 {
        // Quotation marks and backslashes above all.
        guard letter >= UInt8(ascii: "a") else { return letter }
        return switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// Reads the `\uXXXX` at `at`, or both parts of a surrogate pair, and moves `at` to the byte after it.
    private static func scalar(in text: UnsafeBufferPointer<UInt8>, at: inout Int) -> Unicode.Scalar? {
        guard let first = codeUnit(in: text, at: at) else { return nil }
        at += 6
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) }
        guard let second = codeUnit(in: text, at: at), second & 0xFC00 == 0xDC00 else { return nil }
        at += 6
        return Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF))
    }

    private static func codeUnit(in text: UnsafeBufferPointer<UInt8>, at: Int) -> UInt32? {
        guard at + 6 <= text.count, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var value: UInt32 = 0
        for byte in text[at + 2..<at + 6] {
            guard let digit = JSONByteClassifier.hexDigit(byte) else { return nil }
            value = value << 4 | digit
        }
        return value
    }
}
