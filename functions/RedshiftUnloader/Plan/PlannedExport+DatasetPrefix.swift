import AWSS3
import PlanFile
import RedshiftSQL
import UTCTime

extension PlannedExport {
    /// The values that differ from run to run, for the placeholders of an export's S3 prefix.
    struct PlaceValues: Sendable {
        var run: String
        var window: TimeWindow?
        /// The run's time, for `${scheduled}`.
        var scheduled: UTCTime
        var zone: TimeZoneRules
    }

    /// Returns the S3 prefix of the export's datasets, ending in a slash. `_SUCCESS.json` is directly under the prefix;
    /// the files are in folders under it.
    func place(plan: String, _ values: PlaceValues) -> S3Location {
        S3Location(filled(location, plan: plan, values)) ?? S3Location(bucket: "", key: "")
    }

    /// Returns the values of the partition keys that the export's dataset has in the Glue Data Catalog.
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

    /// Returns the export's S3 prefix as text. Placeholders that differ from run to run stay in the text.
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
