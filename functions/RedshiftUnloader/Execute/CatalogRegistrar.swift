import AWSGlue
import AWSS3

/// Registers a published dataset as a partition of its table in the Glue Data Catalog. Athena, Spark and Redshift Spectrum
/// switch to the new files at once.
struct CatalogRegistrar: Sendable {
    let services: UnloaderServices
    let run: RunRecord
    let deadline: ContinuousClock.Instant

    /// - Parameter location: the folder of the published files.
    /// - Throws: `AWSError`, among others `EntityNotFoundException` for a table that is not there.
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
