import PlanFile

/// The names of the placeholders in an export's S3 prefix: `lake/${schema}/${table}/dt=${window.from:yyyy-MM-dd}/`.
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
