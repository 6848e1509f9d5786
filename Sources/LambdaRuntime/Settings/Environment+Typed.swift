/// Typed reading of settings. Each reader throws ``SettingError`` for a value it cannot use.
extension Environment {
    /// A setting that must be there.
    public func required(_ name: String, expected: String) throws(SettingError) -> String {
        guard let value = self[name] else { throw SettingError(name, found: nil, expected: expected) }
        return value
    }

    /// A whole number within `range`, or `default` when the setting is absent.
    public func integer(_ name: String, in range: ClosedRange<Int>, default: Int) throws(SettingError) -> Int {
        guard let text = self[name] else { return `default` }
        guard let value = Int(text), range.contains(value) else {
            throw SettingError(
                name,
                found: text,
                expected: "a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// `true` or `false`, in any case, or `default` when the setting is absent.
    public func flag(_ name: String, default: Bool) throws(SettingError) -> Bool {
        guard let text = self[name] else { return `default` }
        guard let value = Bool(text.lowercased()) else {
            throw SettingError(name, found: text, expected: "true or false")
        }
        return value
    }

    /// One of an enumeration's raw values, or `default` when the setting is absent.
    public func choice<Choice>(_ name: String, default: Choice) throws(SettingError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = self[name] else { return `default` }
        guard let value = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingError(name, found: text, expected: "one of \(all)")
        }
        return value
    }
}
