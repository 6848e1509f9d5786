/// The content of the shared `config` and `credentials` files, for local use.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
public struct SharedConfigFile: Sendable, Equatable {
    /// The settings of each profile: profile name → setting → value.
    private var profiles: [String: [String: String]] = [:]
    /// The settings of each `[sso-session NAME]`: name → setting → value.
    private var sessions: [String: [String: String]] = [:]

    /// Reads the text of both files.
    ///
    /// - Parameters:
    ///   - config: the text of `~/.aws/config`, whose sections are `[default]` and `[profile NAME]`.
    ///   - credentials: the text of `~/.aws/credentials`, whose sections are `[NAME]`; wins over `config`.
    public init(config: String, credentials: String) {
        read(config, into: \.profiles) { section in
            section == "default" ? section : Self.name(in: section, after: "profile")
        }
        read(config, into: \.sessions) { Self.name(in: $0, after: "sso-session") }
        read(credentials, into: \.profiles) { unquoted($0) }
    }

    public func setting(_ name: String, ofProfile profile: String) -> String? { profiles[profile]?[name] }

    /// Returns a setting of `[sso-session NAME]`.
    func setting(_ name: String, ofSession session: String) -> String? { sessions[session]?[name] }

    /// Reads the name in a section's header, `NAME` or `"MY NAME"`. The name follows the section's kind.
    private static func name(in section: Substring, after kind: String) -> Substring? {
        let rest = section.dropFirst(kind.count)
        guard section.hasPrefix(kind), let first = rest.first, first == " " || first == "\t" else { return nil }
        return unquoted(trimmed(rest))
    }

    private mutating func read(
        _ text: String,
        into sections: WritableKeyPath<SharedConfigFile, [String: [String: String]]>,
        profileOf: (Substring) -> Substring?
    ) {
        var profile: String?
        for line in text.split(whereSeparator: \.isNewline) {
            // An indented line continues a nested setting (`s3 =`), none of which matters here.
            guard let first = line.first, first != " ", first != "\t", first != "#", first != ";" else { continue }
            if first == "[" {
                guard let end = line.firstIndex(of: "]") else { continue }
                profile = profileOf(trimmed(line[line.index(after: line.startIndex)..<end])).map(String.init)
                if let profile { self[keyPath: sections][profile, default: [:]].merge([:]) { old, _ in old } }
            } else if let profile, let equals = line.firstIndex(of: "=") {
                let name = trimmed(line[..<equals]).lowercased()
                self[keyPath: sections][profile, default: [:]][name] = String(value(line[line.index(after: equals)...]))
            }
        }
    }

    public func contains(profile: String) -> Bool { profiles[profile] != nil }
}

/// Removes a comment, which starts at a `#` or `;` after white space.
private func value(_ text: Substring) -> Substring {
    var previous: Character = " "
    for index in text.indices {
        if (text[index] == "#" || text[index] == ";") && (previous == " " || previous == "\t") {
            return trimmed(text[..<index])
        }
        previous = text[index]
    }
    return trimmed(text)
}

private func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
}

/// Removes the quotation marks that the AWS CLI puts around a name with a space.
private func unquoted(_ text: Substring) -> Substring {
    guard text.count >= 2, let first = text.first, first == "\"" || first == "'", text.last == first else {
        return text
    }
    return text.dropFirst().dropLast()
}
