import AWSS3

extension ExportRecord {
    /// The place of its datasets, with a slash at its end.
    func place(in run: RunRecord) -> S3Location { definition.place(plan: run.plan, run.placeValues(of: self)) }

    /// Its dataset's `_SUCCESS.json`.
    func dataset(in run: RunRecord) -> S3Location { place(in: run).appending(DatasetManifest.name) }
}
