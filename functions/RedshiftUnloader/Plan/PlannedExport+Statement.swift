import AWSS3
import RedshiftSQL
import UTCTime

extension PlannedExport {
    /// Where its datasets are published: `_SUCCESS.json` is right there, the files are under it.
    ///
    /// - Parameter window: the export's own, which for a watermark is known only when it is submitted.
    func place(plan: String, window: TimeWindow?, scheduled: UTCTime?) -> String {
        var values = LocationTemplate.Values(plan: plan, export: name, window: window, scheduled: scheduled)
        if case .table(let table, _, _) = source {
            values.schema = table.schema?.name
            values.table = table.name.name
        }
        return (try? LocationTemplate(location))?.filled(values) ?? location
    }

    /// - Parameter run: what the files' own prefix is called, another one for every attempt: nothing that a failed or
    ///   repeated attempt leaves behind can be in the way of the next, or be taken for its files.
    func statement(plan: String, window: TimeWindow?, scheduled: UTCTime?, run: String) -> UnloadStatement {
        let place = place(plan: plan, window: window, scheduled: scheduled)
        return UnloadStatement(
            select: SelectText.render(self, window: window),
            location: S3Location("\(place)\(run)/") ?? S3Location(bucket: "", key: ""),
            role: role,
            options: options
        )
    }
}
