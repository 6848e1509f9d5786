/// One filter of a selection rule, on one column. A row must meet at least one condition of the filter, and every
/// filter of the rule.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.Filters.html
struct RowFilter: Sendable, Equatable {
    enum Condition: Sendable, Equatable {
        case atMost(String)
        case atLeast(String)
        case equal(String)
        case notEqual(String)
        case between(String, String)
        case notBetween(String, String)
        case null
        case notNull
    }

    let column: String
    let conditions: [Condition]
}
