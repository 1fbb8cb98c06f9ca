using Ca.Core.Certificates;

namespace Ca.Core.Issuance;

/// <summary>The durable memory of what was, or was about to be, signed: a database online, a directory in the key room.</summary>
/// <remarks>
/// Sign first and store after, and a crash between leaves a certificate that nobody can revoke. So a serial number is durable before the
/// signature, and at start-up every reservation without an end is recorded as not issued: its certificate never left the process.
/// </remarks>
public interface ICertificateRegister
{
    /// <summary>Makes the reservation and its audit event durable: what returns null survives a loss of power.</summary>
    /// <returns>
    /// The refusal, or null. <see cref="RefusalCode.Conflict"/> when the issuer has used the serial number;
    /// <see cref="RefusalCode.Unavailable"/> when issuance is stopped, or nothing more can be stored.
    /// </returns>
    Task<Refusal?> Reserve(Reservation reservation, CancellationToken cancellation);

    /// <summary>Records the certificate made under this reservation. There is no cancelling from here on: the key has signed.</summary>
    Task Record(Reservation reservation, Certificate certificate);

    /// <summary>Records that no certificate was made under this reservation, nor ever will be.</summary>
    /// <param name="reservation">Durable, and not recorded.</param>
    /// <param name="reason">For the audit log, in English.</param>
    Task RecordNotIssued(Reservation reservation, string reason);

    /// <summary>Durably stops all issuance: <see cref="Reserve"/> refuses from now on, until an administrator has looked and lifted it.</summary>
    /// <param name="reservation">The one in which something impossible happened.</param>
    /// <param name="reason">For the audit log and the administrator, in English.</param>
    Task Stop(Reservation reservation, string reason);
}
