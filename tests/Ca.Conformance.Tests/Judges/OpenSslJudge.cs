using Ca.Conformance.Tests.Objects;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Judges;

/// <summary>The verdicts of <c>openssl</c>.</summary>
sealed class OpenSslJudge : Judge
{
    public override string Name => "OpenSSL";

    // OpenSSL 3.0 does not verify CMS with Ed25519: "invalid digest".
    public override bool Knows(ObjectKind kind, KeyAlgorithm algorithm) =>
        algorithm.Family != KeyFamily.Ed25519 || kind is not (ObjectKind.AttachedCms or ObjectKind.DetachedCms);

    // Nor has it an option to check a response at another time.
    public override bool Answers(Question question) => !question.Later;

    public override Verdict Ask(Question question)
    {
        using var desk = new Desk();
        question.LayOut(desk);
        return question.Kind switch
        {
            // "req -verify" of OpenSSL 3.0 exits with 0 whatever it finds.
            ObjectKind.Request => Verdict(
                OpenSsl.Run(desk, "req", "-in", Question.Object, "-inform", "DER", "-noout", "-verify"), mustSay: "verify OK"),
            ObjectKind.Certificate or ObjectKind.RevocationList => Verdict(OpenSsl.Run(
                desk, "verify", "-x509_strict", "-check_ss_sig", "-CAfile", Question.Root, "-untrusted", Question.Issuing,
                "-CRLfile", Question.RevocationLists, "-crl_check_all", Question.Leaf)),
            ObjectKind.OcspResponse => Verdict(
                OpenSsl.Run(
                    desk, "ocsp", "-respin", Question.Object, "-issuer", Question.Issuing, "-cert", Question.Leaf,
                    "-CAfile", Question.Authorities, "-no_nonce", "-validity_period", "0"),
                mustSay: $"{Question.Leaf}: good", mustNotSay: "WARNING"),
            _ => Verdict(OpenSsl.Run(
                desk,
                [
                    "cms", "-verify", "-binary", "-purpose", "any", "-in", Question.Object, "-inform", "DER", "-CAfile",
                    Question.RootAndRevocationLists, "-crl_check_all", "-certfile", Question.Issuing, "-out", "content.out",
                    .. question.IsCades ? ["-cades"] : (string[])[],
                    .. question.Kind == ObjectKind.DetachedCms ? ["-content", Question.Content] : (string[])[],
                ])),
        };
    }

    static Verdict Verdict(Answer answer, string mustSay = "", string mustNotSay = "\0") => new(
        answer.ExitCode == 0
            && answer.Said.Contains(mustSay, StringComparison.Ordinal)
            && !answer.Said.Contains(mustNotSay, StringComparison.Ordinal),
        answer.ToString());
}
