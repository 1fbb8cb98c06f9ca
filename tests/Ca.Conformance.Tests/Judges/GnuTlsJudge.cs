using Ca.Conformance.Tests.Objects;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Judges;

/// <summary>The verdicts of GnuTLS 3.7 by its tools.</summary>
sealed class GnuTlsJudge : Judge
{
    public override string Name => "GnuTLS";

    public override bool Knows(ObjectKind kind, KeyAlgorithm algorithm) => GnuTls.Knows(algorithm.Name);

    // Of 20, 64 and 222 octets beside SHA-256 it says "The signature in the certificate is invalid."
    public override bool KnowsEverySalt => false;

    // It does not look whether an OCSP response is outdated, nor at revocation in CMS.
    public override bool Answers(Question question) => (question.Kind, question.Flaw) is not (
        (ObjectKind.OcspResponse, Flaw.Expired) or (ObjectKind.AttachedCms or ObjectKind.DetachedCms, Flaw.Revoked));

    public override Verdict Ask(Question question)
    {
        using var desk = new Desk();
        question.LayOut(desk);
        return question.Kind switch
        {
            ObjectKind.Request => Verdict(
                GnuTls.Certtool(desk, "--crq-info", "--inder", "--infile", Question.Object), "Self signature: verified"),
            // Where a chain is verified a bad list is as good as none, so that the list is asked about by itself too.
            ObjectKind.RevocationList when Verdict(
                GnuTls.Certtool(desk, "--verify-crl", "--load-ca-certificate", Question.Issuing, "--infile", Question.RevocationList),
                "Verification output: Verified.") is { Accepted: false } no => no,
            ObjectKind.Certificate or ObjectKind.RevocationList => Verdict(
                GnuTls.Certtool(
                    desk, "--verify", "--load-ca-certificate", Question.Root, "--load-crl", Question.RevocationLists, "--infile", Question.Chain),
                "Chain verification output: Verified."),
            ObjectKind.OcspResponse => Verdict(
                GnuTls.Ocsptool(
                    desk, "--verify-response", "--load-response", Question.Object, "--load-trust", Question.Authorities,
                    "--load-issuer", Question.Issuing, "--load-cert", Question.Leaf),
                "Success", "Certificate Status: good"),
            _ => Verdict(
                GnuTls.Certtool(
                    desk,
                    [
                        "--p7-verify", "--inder", "--infile", Question.Object, "--load-ca-certificate", Question.Root,
                        .. question.Kind == ObjectKind.DetachedCms ? ["--load-data", Question.Content] : (string[])[],
                    ]),
                "Signature status: ok"),
        };
    }

    static Verdict Verdict(Answer answer, params string[] mustSay) =>
        new(answer.ExitCode == 0 && mustSay.All(words => answer.Said.Contains(words, StringComparison.Ordinal)), answer.ToString());
}
