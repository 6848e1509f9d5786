import AWSClient
import Testing

@testable import RedshiftUnloader

@Suite struct SubmissionFailureTests {
    @Test(arguments: [
        ("ActiveStatementsExceededException", AWSError.Kind.permanent, SubmissionFailure.busy),
        ("ThrottlingException", .throttled, .busy), ("outOfTime", .outOfTime, .busy),
        ("DatabaseConnectionException", .permanent, .passing), ("InternalServerException", .transient, .passing),
        ("timedOut", .transient, .passing), ("ValidationException", .permanent, .refused),
        ("ResourceNotFoundException", .permanent, .refused), ("AccessDeniedException", .permanent, .refused),
    ])
    func submissionsFailInThreeWays(code: String, kind: AWSError.Kind, failure: SubmissionFailure) {
        let error = AWSError(service: "Redshift Data", operation: "x", code: code, message: "", kind: kind)
        #expect(SubmissionFailure(error) == failure)
    }
}
