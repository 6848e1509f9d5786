import AWSGlue
import AWSS3

/// Registers a published dataset as a partition of its table in the Glue Data Catalog. Athena, Spark and Redshift
/// Spectrum then switch to the new files at once.
struct CatalogRegistrar: Sendable {
    let services: UnloaderServices
    let run: RunRecord
    let deadline: ContinuousClock.Instant

    /// Registers the dataset of an export. An export without a catalog table is left out.
    ///
    /// - Parameter location: the folder of the published files.
    /// - Throws: `AWSError`, among others `EntityNotFoundException` for a table that does not exist.
    func register(_ export: ExportRecord, at location: S3Location) async throws {
        guard let catalog = export.definition.catalog else { return }
        let values = export.definition.partition(catalog, plan: run.plan, run.placeValues(of: export))
        try await services.glue.putPartition(
            values,
            of: catalog.table,
            database: catalog.database,
            location: location.description,
            deadline: deadline
        )
    }
}
