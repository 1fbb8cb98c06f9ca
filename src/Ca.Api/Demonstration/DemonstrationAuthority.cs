using System.Globalization;
using Ca.Api.Hosting;
using Ca.Api.Storage;
using Ca.Core;

namespace Ca.Api.Demonstration;

/// <summary>
/// What a newcomer gets for one command in the Development environment on an empty data directory: a GOST and an EC hierarchy made by
/// ceremonies, officers and a TLS certificate of the EC one. It is an authority like any other but for its names, all of them invented.
/// </summary>
/// <remarks>
/// Built aside, under <c>.unfinished</c>; once whole renamed to <c>.ready</c> and moved into place. A crash before that rename leaves
/// nothing that a start would take for an authority, and a crash after it is carried on with by the next start.
/// </remarks>
static class DemonstrationAuthority
{
    /// <summary>In the data directory: that what is there was made here.</summary>
    const string Mark = "demonstration";

    /// <summary>Makes the authority when the directory is empty.</summary>
    /// <returns>The refusal, or null when it is there, or was not for us to make.</returns>
    public static async Task<Refusal?> Prepare(Settings settings, IHostEnvironment environment, TimeProvider clock, CancellationToken cancellation)
    {
        var (data, unfinished, ready) = (settings.DataDirectory, Path.Combine(settings.DataDirectory, ".unfinished"), Path.Combine(settings.DataDirectory, ".ready"));
        if (Directory.Exists(ready))
            Move(ready, data);
        if (!environment.IsDevelopment() || !IsEmpty(data))
            return null;
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        PrivateDirectory.Create(unfinished);
        if (await DemonstrationFiles.Make(unfinished, settings.PublicUrl, clock, cancellation) is { } why)
        {
            Directory.Delete(unfinished, recursive: true);
            return why;
        }
        await File.WriteAllTextAsync(Path.Combine(unfinished, Mark), "", cancellation);
        // The database will lie beside.
        PrivateDirectory.Create(data);
        Directory.Move(unfinished, ready);
        DurableFile.Flush(data);
        Move(ready, data);
        return null;
    }

    /// <summary>Shows the page once both listeners are open, so that what it says to try works.</summary>
    public static void Welcome(WebApplication app)
    {
        if (Page(app.Services.GetRequiredService<Settings>(), CultureInfo.CurrentUICulture) is { } page)
            app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(page));
    }

    /// <summary>The first page of text: where everything is, and what to try; null when the authority is not for demonstration.</summary>
    public static string? Page(Settings settings, CultureInfo language) => File.Exists(Path.Combine(settings.DataDirectory, Mark))
        ? new Sentence(
            typeof(DemonstrationAuthority).Assembly,
            "Demonstration.page",
            settings.DataDirectory,
            Path.GetRelativePath(Environment.CurrentDirectory, settings.DataDirectory),
            settings.PublicListener.GetLeftPart(UriPartial.Authority),
            settings.OfficersListener.GetLeftPart(UriPartial.Authority)).In(language)
        : null;

    /// <summary>But for what every start leaves: its lock, and what an earlier attempt did not finish.</summary>
    static bool IsEmpty(string data) => Directory.EnumerateFileSystemEntries(data).All(path => Path.GetFileName(path) is "lock" or ".unfinished");

    static void Move(string ready, string data)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(ready))
            Directory.Move(path, Path.Combine(data, Path.GetFileName(path)));
        DurableFile.Flush(data);
        Directory.Delete(ready);
    }
}
