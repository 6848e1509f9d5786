/// The rule for the names of plans and of items in plans. These names become parts of keys, metrics and tokens.
public enum PlanName {
    public static func isValid(_ name: String, length: Int = 64) -> Bool {
        (1...max(1, length)).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }

    public static func rule(_ length: Int = 64) -> String {
        "it has 1 to \(length) letters without accents, digits, _ and -"
    }
}
