/// One filter of a selection rule: conditions on one column, of which a row must meet one. A rule's filters must all be met.
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
