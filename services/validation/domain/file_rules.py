"""What can be found about a file. The programs that read files only name these rules: texts are made here, so
that a file that took such a program over could not put words into anybody's mouth."""

from services.validation.domain.rule import Rule

EMPTY = Rule(
    id="file.empty",
    severity="error",
    message_en="The file is empty.",
    message_fr="Le fichier est vide.",
    remedy_en="Upload the document again.",
    remedy_fr="Déposez la pièce à nouveau.",
)
MISSING = Rule(
    id="file.missing",
    severity="error",
    message_en="The document is not there, or cannot be read from the archive.",
    message_fr="La pièce n'existe pas ou ne peut pas être lue dans l'archive.",
    remedy_en="Upload the document again and add it to the case.",
    remedy_fr="Déposez la pièce à nouveau et ajoutez-la au dossier.",
)
TYPE_MISMATCH = Rule(
    id="file.type_mismatch",
    severity="error",
    message_en="The file is of the type {real}, not {declared} as declared.",
    message_fr="Le fichier est de type {real}, et non {declared} comme annoncé.",
    remedy_en="Declare the real type, or upload the right file.",
    remedy_fr="Annoncez le vrai type ou déposez le bon fichier.",
)
TYPE_REFUSED = Rule(
    id="file.type_refused",
    severity="error",
    message_en="Files of the type {real} are not accepted.",
    message_fr="Les fichiers de type {real} ne sont pas acceptés.",
    remedy_en="Upload a PDF, an image, an office document, XML or text.",
    remedy_fr="Déposez un PDF, une image, un document bureautique, du XML ou du texte.",
)
UNREADABLE = Rule(
    id="file.unreadable",
    severity="error",
    message_en="The file makes the reading program fail.",
    message_fr="Le fichier fait échouer le programme de lecture.",
    remedy_en="Make the document anew, for example by printing it to PDF.",
    remedy_fr="Recréez la pièce, par exemple en l'imprimant en PDF.",
)
TOO_COSTLY = Rule(
    id="file.too_costly",
    severity="error",
    message_en="Reading the file takes more time or memory than is allowed.",
    message_fr="La lecture du fichier demande plus de temps ou de mémoire que permis.",
    remedy_en="Make it smaller, or make it anew, for example by printing it to PDF.",
    remedy_fr="Réduisez-le ou recréez-le, par exemple en l'imprimant en PDF.",
)
NOT_INSPECTED = Rule(
    id="file.not_inspected",
    severity="error",
    message_en="The documents and identifiers could not be inspected, through no fault of theirs.",
    message_fr="Les pièces et identifiants n'ont pas pu être examinés, sans qu'ils soient en cause.",
    remedy_en="Send the case in again; if it happens again, ask the support team.",
    remedy_fr="Renvoyez le dossier ; si cela se reproduit, contactez le support.",
)
PDF_TRUNCATED = Rule(
    id="pdf.truncated",
    severity="error",
    message_en="The end of the PDF file is missing.",
    message_fr="La fin du fichier PDF manque.",
    remedy_en="Upload the whole file again.",
    remedy_fr="Déposez à nouveau le fichier entier.",
)
PDF_DAMAGED = Rule(
    id="pdf.damaged",
    severity="error",
    message_en="The PDF file is damaged and cannot be read.",
    message_fr="Le fichier PDF est endommagé et illisible.",
    remedy_en="Make the PDF anew and upload it again.",
    remedy_fr="Recréez le PDF et déposez-le à nouveau.",
)
PDF_IRREGULAR = Rule(
    id="pdf.irregular",
    severity="warning",
    message_en="The PDF file's table of contents is faulty; it could only be read by repairing it.",
    message_fr="La table interne du fichier PDF est fautive ; il n'a pu être lu qu'en le réparant.",
    remedy_en="Make the PDF anew if anything in it looks wrong.",
    remedy_fr="Recréez le PDF si son contenu semble incorrect.",
)
PDF_NO_PAGES = Rule(
    id="pdf.no_pages",
    severity="error",
    message_en="The PDF file has no pages.",
    message_fr="Le fichier PDF n'a aucune page.",
    remedy_en="Upload the document itself.",
    remedy_fr="Déposez la pièce elle-même.",
)
PDF_ENCRYPTED = Rule(
    id="pdf.encrypted",
    severity="error",
    message_en="The PDF file needs a password to be opened.",
    message_fr="Le fichier PDF exige un mot de passe à l'ouverture.",
    remedy_en="Save it without a password and upload it again.",
    remedy_fr="Enregistrez-le sans mot de passe et déposez-le à nouveau.",
)
PDF_ACTIVE = Rule(
    id="pdf.active_content",
    severity="error",
    message_en="The PDF file contains something that acts by itself: {what}.",
    message_fr="Le fichier PDF contient un élément actif : {what}.",
    remedy_en="Print the document to a new PDF and upload that.",
    remedy_fr="Imprimez la pièce dans un nouveau PDF et déposez celui-ci.",
)
PDF_ATTACHMENT = Rule(
    id="pdf.attachment",
    severity="warning",
    message_en="Other files are attached inside the PDF file.",
    message_fr="D'autres fichiers sont joints à l'intérieur du fichier PDF.",
    remedy_en="Upload attachments that matter as documents of their own.",
    remedy_fr="Déposez les fichiers joints utiles comme pièces distinctes.",
)
IMAGE_DAMAGED = Rule(
    id="image.damaged",
    severity="error",
    message_en="The image is damaged or incomplete.",
    message_fr="L'image est endommagée ou incomplète.",
    remedy_en="Take or scan the image again.",
    remedy_fr="Refaites la photo ou la numérisation.",
)
IMAGE_TOO_LARGE = Rule(
    id="image.too_large",
    severity="error",
    message_en="The image has more pixels than can be handled.",
    message_fr="L'image a plus de pixels que ce qui peut être traité.",
    remedy_en="Reduce the resolution.",
    remedy_fr="Réduisez la résolution.",
)
OFFICE_DAMAGED = Rule(
    id="office.damaged",
    severity="error",
    message_en="The office document is damaged.",
    message_fr="Le document bureautique est endommagé.",
    remedy_en="Open it, save it again and upload that.",
    remedy_fr="Ouvrez-le, enregistrez-le à nouveau et déposez cette version.",
)
OFFICE_MACROS = Rule(
    id="office.macros",
    severity="error",
    message_en="The office document contains macros.",
    message_fr="Le document bureautique contient des macros.",
    remedy_en="Save it without macros, or as PDF.",
    remedy_fr="Enregistrez-le sans macros ou en PDF.",
)
XML_DOCTYPE = Rule(
    id="xml.doctype",
    severity="error",
    message_en="The XML file declares entities or a document type, which is not accepted.",
    message_fr="Le fichier XML déclare des entités ou un type de document, ce qui n'est pas accepté.",
    remedy_en="Remove the DOCTYPE declaration.",
    remedy_fr="Retirez la déclaration DOCTYPE.",
)
XML_DAMAGED = Rule(
    id="xml.damaged",
    severity="error",
    message_en="The XML file is not well-formed.",
    message_fr="Le fichier XML n'est pas bien formé.",
    remedy_en="Correct the file.",
    remedy_fr="Corrigez le fichier.",
)

FILE_RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        EMPTY,
        MISSING,
        TYPE_MISMATCH,
        TYPE_REFUSED,
        UNREADABLE,
        TOO_COSTLY,
        NOT_INSPECTED,
        PDF_TRUNCATED,
        PDF_DAMAGED,
        PDF_IRREGULAR,
        PDF_NO_PAGES,
        PDF_ENCRYPTED,
        PDF_ACTIVE,
        PDF_ATTACHMENT,
        IMAGE_DAMAGED,
        IMAGE_TOO_LARGE,
        OFFICE_DAMAGED,
        OFFICE_MACROS,
        XML_DOCTYPE,
        XML_DAMAGED,
    )
}
