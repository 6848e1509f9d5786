/// The columns that the loader adds to a history table.
enum HistoryColumn {
    static let validFrom = SQLIdentifier(checked: "valid_from")
    static let validTo = SQLIdentifier(checked: "valid_to")
    static let isCurrent = SQLIdentifier(checked: "is_current")
    static let deleted = SQLIdentifier(checked: "_deleted")
}
