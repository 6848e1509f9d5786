import PlanFile

/// The names that an export's place may have: `lake/${schema}/${table}/dt=${window.from:yyyy-MM-dd}/`.
enum DatasetPrefixPlaceholder: String, CaseIterable, TemplatePlaceholderName {
    case plan, export, schema, table, run
    case windowFrom = "window.from"
    case windowTo = "window.to"
    case scheduled

    var isDate: Bool {
        switch self {
        case .windowFrom, .windowTo, .scheduled: true
        case .plan, .export, .schema, .table, .run: false
        }
    }
}

typealias DatasetPrefixTemplate = TextTemplate<DatasetPrefixPlaceholder>
