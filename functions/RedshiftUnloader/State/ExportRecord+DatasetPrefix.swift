import AWSS3

extension ExportRecord {
    /// Returns the S3 prefix of the export's datasets, ending in a slash.
    func place(in run: RunRecord) -> S3Location { definition.place(plan: run.plan, run.placeValues(of: self)) }

    /// Returns the location of the `_SUCCESS.json` of the export's dataset.
    func dataset(in run: RunRecord) -> S3Location { place(in: run).appending(DatasetManifest.name) }
}
