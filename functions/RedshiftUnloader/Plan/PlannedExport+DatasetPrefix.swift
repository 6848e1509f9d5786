import AWSS3
import PlanFile
import RedshiftSQL
import UTCTime

extension PlannedExport {
    /// The values of a place's placeholders that differ from run to run.
    struct PlaceValues: Sendable {
        var run: String
        var window: TimeWindow?
        /// The run's time.
        var scheduled: UTCTime
        var zone: TimeZoneRules
    }

    /// The place of its datasets: `_SUCCESS.json` is in it, the files are in folders of it. It ends in a slash.
    func place(plan: String, _ values: PlaceValues) -> S3Location {
        S3Location(filled(location, plan: plan, values)) ?? S3Location(bucket: "", key: "")
    }

    /// The values of its partition in the Glue Data Catalog.
    func partition(_ catalog: CatalogTable, plan: String, _ values: PlaceValues) -> [String] {
        catalog.values.map { filled($0, plan: plan, values) }
    }

    private func filled(_ text: String, plan: String, _ values: PlaceValues) -> String {
        guard let template = try? DatasetPrefixTemplate(text) else { return text }
        return template.filled { name in
            switch name {
            case .run: .text(values.run)
            case .windowFrom: values.window.map { .date($0.from, values.zone) } ?? .text("")
            case .windowTo: values.window.map { .date($0.to, values.zone) } ?? .text("")
            case .scheduled: .date(values.scheduled, values.zone)
            case .plan, .export, .schema, .table: .text(constant(name, plan))
            }
        }
    }

    /// The place, with only those placeholders left that differ from run to run.
    func placeText(plan: String) -> String {
        guard let template = try? DatasetPrefixTemplate(location) else { return location }
        return template.parts.map { part in
            switch part {
            case .text(let text): text
            case .name(.run): "${run}"
            case .name(let name): constant(name, plan)
            case .date(let name, let pattern): "${\(name.rawValue):\(pattern.text)}"
            }
        }.joined()
    }

    private func constant(_ name: DatasetPrefixPlaceholder, _ plan: String) -> String {
        let table = if case .table(let table, _, _) = source { table } else { nil as SQLTable? }
        return switch name {
        case .plan: plan
        case .export: self.name
        case .schema: table?.schema?.name ?? ""
        case .table: table?.name.name ?? ""
        case .run, .windowFrom, .windowTo, .scheduled: ""
        }
    }
}
