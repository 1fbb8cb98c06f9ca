using Ca.Core.Certificates;
using Ca.Core.Issuance;

namespace Ca.Core.Tests.Issuance;

/// <summary>A register that forgets nothing, and fails where it is told to.</summary>
sealed class MemoryRegister : ICertificateRegister
{
    public List<Reservation> Reserved { get; } = [];
    public List<Certificate> Recorded { get; } = [];
    public List<(Reservation Reservation, string Reason)> NotIssued { get; } = [];
    public List<string> Stops { get; } = [];

    /// <summary>What Reserve answers instead.</summary>
    public Refusal? RefuseToReserve { get; init; }

    /// <summary>The step that throws.</summary>
    public string? FailingStep { get; init; }

    /// <summary>Runs when a reservation has become durable.</summary>
    public Action<Reservation> OnReserved { get; init; } = _ => { };

    public Task<Refusal?> Reserve(Reservation reservation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        FailAt(nameof(Reserve));
        if (RefuseToReserve is { } why)
            return Task.FromResult<Refusal?>(why);
        lock (Reserved)
            Reserved.Add(reservation);
        OnReserved(reservation);
        return Task.FromResult<Refusal?>(null);
    }

    public Task Record(Reservation reservation, Certificate certificate)
    {
        FailAt(nameof(Record));
        lock (Recorded)
            Recorded.Add(certificate);
        return Task.CompletedTask;
    }

    public Task RecordNotIssued(Reservation reservation, string reason)
    {
        FailAt(nameof(RecordNotIssued));
        NotIssued.Add((reservation, reason));
        return Task.CompletedTask;
    }

    public Task Stop(Reservation reservation, string reason)
    {
        FailAt(nameof(Stop));
        Stops.Add(reason);
        return Task.CompletedTask;
    }

    void FailAt(string step)
    {
        if (FailingStep == step)
            throw new IOException("No space left on device");
    }
}
