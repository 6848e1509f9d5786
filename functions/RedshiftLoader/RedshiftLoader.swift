import LambdaRuntime

/// Loads files from S3 into Redshift as a plan says.
///
/// To come: it only validates plans and explains loads (``dryRun(_:)``) so far.
@main
struct RedshiftLoader: LambdaFunction {
    static let help = FunctionHelp(
        name: "RedshiftLoader",
        summary:
            "loads files from S3 into Amazon Redshift as a plan says: once each, in any order, proved in the warehouse.",
        settings: [
            .init("PLAN", "plan for events that name none: a file of plans/, without .yaml"),
            .init("PLAN_S3_URI", "instead of the zip's plans/, a folder in S3 or one file"),
            .init("REDSHIFT_WORKGROUP", "Serverless workgroup, for plans that name no warehouse"),
            .init("REDSHIFT_CLUSTER", "instead of it, a cluster's identifier"),
            .init("REDSHIFT_DATABASE", "database, for plans that name none"),
            .init("REDSHIFT_DB_USER", "database user; clusters only"),
            .init("REDSHIFT_SECRET_ARN", "secret with the database user's credentials; else the IAM identity"),
            .init("LOAD_ROLE", "role, or chain of roles, that Redshift reads S3 with; or default"),
            .init("MANIFEST_S3_URI", "s3://bucket/prefix/ that the manifests of COPY are written under"),
        ],
        example: """
            REDSHIFT_WORKGROUP=analytics REDSHIFT_DATABASE=dev LOAD_ROLE=default \
            PLAN=retail LAMBDA_TASK_ROOT=functions/RedshiftLoader \
            bootstrap --explain events/RedshiftLoader/load-files.json
            """
    )

    static let cancellationMargin = Duration.seconds(1)

    let environment: Environment

    init(_ start: LambdaStart) throws { environment = start.environment }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        throw InvalidRequest("RedshiftLoader runs no load yet; use bootstrap --explain and --validate")
    }
}
